// What a dashboard shows of its run besides the series: the run itself, and what it was charged.
import type { DashboardRun } from '../../protocol/dashboard';
import type { Run, TrainerFacts } from '../../protocol/run';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { resumableAmong } from '../runs/resumable';
import { spentBy } from '../spent';

export async function dashboardRun(store: Store, accounting: Accounting, run: Run): Promise<DashboardRun> {
  const { id, name, state, step, attempt, config, plan, data, createdAt, startedAt, endedAt, trainer, result } = run;
  const claim = await store.ledger.claims.ofRun(id);
  return {
    id,
    name,
    state,
    step,
    attempt,
    config,
    plan,
    dataSet: { name: data.name, declared: data.declared },
    createdAt,
    startedAt,
    endedAt,
    spent: await spentBy(store, accounting, run, claim),
    resumable: (await resumableAmong(store, [{ run, claim }])).has(id),
    metrics: result?.metrics,
    releasedAccuracy: result?.releasedAccuracy,
    audit: result?.audit,
    backend: trainer && backendText(trainer),
  };
}

const backendText = ({ backend, workers }: TrainerFacts): string => `${backend}, ${workers} ${workers === 1 ? 'thread' : 'threads'}`;
