// What a dashboard shows of its run besides the series: the run itself, what it was charged, and the budget of its data set.
import type { DashboardBudget, DashboardRun } from '../../protocol/dashboard';
import type { Run, TrainerFacts } from '../../protocol/run';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { spentBy } from '../spent';
import { cappedBudget } from './budgets';

export async function dashboardRun(store: Store, accounting: Accounting, run: Run): Promise<DashboardRun> {
  const { id, name, state, step, attempt, config, plan, data, createdAt, startedAt, endedAt, trainer, result } = run;
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
    spent: await spentBy(store, accounting, run, await store.ledger.claims.ofRun(id)),
    metrics: result?.metrics,
    backend: trainer && backendText(trainer),
  };
}

const backendText = ({ backend, workers }: TrainerFacts): string => `${backend}, ${workers} ${workers === 1 ? 'thread' : 'threads'}`;

/** By the filter that decides; undefined for data without a cap. */
export async function dashboardBudget(store: Store, digest: string): Promise<DashboardBudget | undefined> {
  const dataSet = await store.ledger.dataSets.get(digest);
  if (dataSet?.rule === undefined) return undefined;
  const { cap, delta, spent, reserved, remaining, order } = cappedBudget(dataSet, dataSet.rule, await store.ledger.claims.list(digest));
  return { cap, delta, spent, committed: spent + reserved, remaining, order };
}
