// One run as it leaves the machine: all that is public or released, and what is sensitive only when it was asked for.
import { mechanismToJson } from '../../core/privacy/mechanismJson';
import { artefactLabels } from '../../protocol/artefactLabels';
import { revealed } from '../../protocol/labelled';
import type { Run, RunId } from '../../protocol/run';
import type { Sensitivity } from '../../core/sensitivity';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { guaranteeJson } from '../guaranteeJson';
import { failureOf, timeSensitivity } from '../runs/progress';
import { overviews, type RunOverview } from '../runs/report';

/** Points of one series in rising order of steps. */
export interface ExportedSeries {
  /** `loss`, or `expertLoad/1/5` for expert 5 of layer 1. */
  readonly name: string;
  readonly sensitivity: Sensitivity;
  readonly steps: ArrayLike<number>; // (points)
  readonly values: ArrayLike<number>; // (points)
}

/** What is known besides the series. */
export interface ExportedFact {
  readonly name: string;
  readonly sensitivity: Sensitivity;
  /** Plain JSON. */
  readonly value: unknown;
}

export interface ExportedRun {
  readonly id: RunId;
  /** State, configuration, plan and guarantees, each ε with all that gives it a meaning; with sensitive facts, results and times. */
  readonly facts: readonly ExportedFact[];
  readonly series: readonly ExportedSeries[];
  /** Names of what is sensitive and therefore not in here. */
  readonly leftOut: readonly string[];
}

/** @throws badInput when there is no such run */
export async function exportedRun(store: Store, accounting: Accounting, runId: RunId, includeSensitive: boolean): Promise<ExportedRun> {
  const run = await store.runs.get(runId);
  const [overview] = await overviews(store, accounting, [run]);
  const series = await everySeries(store, runId);
  const facts = [...publicFacts(overview), ...dataDependentFacts(run)];
  const mayLeave = ({ sensitivity }: { readonly sensitivity: Sensitivity }): boolean => includeSensitive || sensitivity !== 'sensitive';
  return {
    id: runId,
    facts: facts.filter(mayLeave),
    series: series.filter(mayLeave),
    leftOut: [...facts, ...series].filter((one) => !mayLeave(one)).map(({ name }) => name),
  };
}

function publicFacts({ run, chargedSteps, spent }: RunOverview): ExportedFact[] {
  const { name, state, data, step, attempt, createdAt, config, plan, environment } = run;
  const { samplingRate, steps, noiseMultiplier, clipNorm, expectedBatchSize, publicSize, evaluation } = plan;
  const facts = {
    name,
    state: state.status,
    createdAt: new Date(createdAt).toISOString(),
    data: { name: data.name, digest: data.digest, declared: data.declared },
    step,
    attempts: attempt,
    chargedSteps,
    plan: { samplingRate, steps, noiseMultiplier, clipNorm, expectedBatchSize, publicSize, ...(evaluation && { evaluation: mechanismToJson(evaluation) }), guarantee: guaranteeJson(plan.guarantee) },
    spent: guaranteeJson(spent),
    config,
    environment,
  };
  return Object.entries(facts).map(([key, value]) => ({ name: key, sensitivity: artefactLabels[key === 'spent' ? 'guarantee' : 'description'].label, value }));
}

/** What may depend on the records: figures on the test split, how long training took, and what an error says of a record. */
function dataDependentFacts(run: Run): ExportedFact[] {
  const { result, startedAt, endedAt } = run;
  const failure = failureOf(run);
  const sensitivity = timeSensitivity(run);
  const isoTime = (time: number): string => new Date(time).toISOString();
  return [
    ...(result === undefined ? [] : [{ name: 'metrics', sensitivity: result.metrics.sensitivity, value: revealed(result.metrics) }]),
    ...(result?.releasedAccuracy === undefined ? [] : [{ name: 'releasedAccuracy', sensitivity: result.releasedAccuracy.sensitivity, value: revealed(result.releasedAccuracy) }]),
    ...(result?.audit === undefined ? [] : [{ name: 'audit', sensitivity: result.audit.sensitivity, value: revealed(result.audit) }]),
    ...(startedAt === undefined ? [] : [{ name: 'startedAt', sensitivity, value: isoTime(startedAt) }]),
    ...(endedAt === undefined ? [] : [{ name: 'endedAt', sensitivity, value: isoTime(endedAt) }]),
    ...(failure === undefined ? [] : [{ name: 'failure', sensitivity: failure.sensitivity, value: revealed(failure) }]),
  ];
}

async function everySeries(store: Store, runId: RunId): Promise<ExportedSeries[]> {
  const scalars = (await store.scalars.read(runId)).map(({ name, sensitivity, points }) => ({ name, sensitivity, ...revealed(points) }));
  const vectors: ExportedSeries[] = [];
  for (const series of await store.vectors.list(runId)) {
    const { steps, values } = revealed((await store.vectors.read(series)).rows);
    for (let expert = 0; expert < (values[0]?.length ?? 0); expert++) {
      const name = `${series.kind}/${series.layer}/${expert}`;
      vectors.push({ name, sensitivity: series.sensitivity, steps, values: values.map((row) => row[expert]) });
    }
  }
  return [...scalars, ...vectors];
}
