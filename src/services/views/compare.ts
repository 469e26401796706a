// What the compare page shows: every run as one row, and the curves of single runs.
import { bucketWidth, type ScalarView } from '../../protocol/buckets';
import type { ComparedRun } from '../../protocol/compare';
import type { Run, RunId } from '../../protocol/run';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { overviews, type RunOverview } from '../runs/report';
import { defaultBuckets, scalarViews } from './seriesViews';

/** Every run of the store, the newest first. */
export async function comparedRuns(store: Store, accounting: Accounting): Promise<ComparedRun[]> {
  return (await overviews(store, accounting, await store.runs.list())).map(comparedRun);
}

function comparedRun({ run, spent }: RunOverview): ComparedRun {
  const { id, name, state, step, createdAt, config, plan, data, result } = run;
  return {
    id,
    name,
    state,
    step,
    steps: plan.steps,
    createdAt,
    config,
    dataSet: { name: data.name, digest: data.digest, declared: data.declared },
    noiseMultiplier: plan.noiseMultiplier,
    samplingRate: plan.samplingRate,
    spent,
    metrics: result?.metrics,
    releasedAccuracy: result?.releasedAccuracy,
    audit: result?.audit,
  };
}

/**
 * The scalar series of a run in buckets, whose width follows from its planned steps.
 * @throws badInput when there is no such run
 */
export async function curvesOf(store: Store, runId: RunId, { buckets = defaultBuckets }: { readonly buckets?: number } = {}): Promise<ScalarView[]> {
  const { plan }: Run = await store.runs.get(runId);
  return scalarViews(store, await store.scalars.list(runId), { fromStep: 0, toStep: Infinity, width: bucketWidth(plan.steps, buckets) });
}
