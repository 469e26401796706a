// How far a run is, for people who wait: steps, ε so far, smoothed figures and the time that is left.
import type { Sensitivity } from '../../core/sensitivity';
import { labelled, revealed, type Labelled } from '../../protocol/labelled';
import type { Run } from '../../protocol/run';
import { artefactInRun } from '../../protocol/artefactLabels';
import type { RunUpdate } from './watch';

export interface RunProgress {
  readonly run: Run;
  /** Steps that are taken. */
  readonly step: number;
  /** ε of the steps charged so far, by PLD at the δ of the run; undefined before the first grant. Public. */
  readonly epsilon: number | undefined;
  /** Smoothed over about ten steps; undefined before the first step. */
  readonly loss: Labelled<number> | undefined;
  /** Smoothed over about ten steps. */
  readonly tokensPerSecond: Labelled<number> | undefined;
  /** From the pace so far, so it is as sensitive as the pace. */
  readonly secondsLeft: Labelled<number> | undefined;
  /** Where the pace is measured from. */
  readonly origin: { readonly step: number; readonly at: number } | undefined;
}

export function startProgress(run: Run): RunProgress {
  const nothing = undefined;
  return { run, step: run.step, epsilon: nothing, loss: nothing, tokensPerSecond: nothing, secondsLeft: nothing, origin: nothing };
}

/**
 * The progress after one more update of `watchRun`.
 * @param now milliseconds on any clock that does not go back
 */
export function advance(before: RunProgress, { run, scalars }: RunUpdate, now: number): RunProgress {
  const points = (name: string): Labelled<Float64Array> | undefined => {
    const column = scalars.find((series) => series.name === name);
    return column && labelled(column.sensitivity, revealed(column.points).values);
  };
  const rates = scalars.find((series) => series.name === 'learningRate');
  const recorded = rates === undefined ? 0 : revealed(rates.points).steps.at(-1)! + 1;
  // After a resume the steps since the checkpoint are taken again.
  const step = run.attempt === before.run.attempt ? Math.max(before.step, run.step, recorded) : Math.max(run.step, recorded);
  const origin = run.attempt === before.run.attempt && before.origin !== undefined ? before.origin : originAt(step, recorded, now);
  const epsilons = points('epsilon');
  return {
    run,
    step,
    epsilon: epsilons === undefined ? before.epsilon : revealed(epsilons).at(-1),
    loss: smoothed(before.loss, points('loss')),
    tokensPerSecond: smoothed(before.tokensPerSecond, points('tokensPerSecond')),
    secondsLeft: secondsLeft(run, step, origin, now),
    origin,
  };
}

/** The pace counts from the first points on: before them the trainer loads its data. */
const originAt = (step: number, recorded: number, at: number): RunProgress['origin'] => (recorded > 0 ? { step, at } : undefined);

function secondsLeft(run: Run, step: number, origin: RunProgress['origin'], now: number): Labelled<number> | undefined {
  if (origin === undefined || step <= origin.step) return undefined;
  const perStep = (now - origin.at) / (step - origin.step);
  return labelled(timeSensitivity(run), (perStep * (run.plan.steps - step)) / 1000);
}

/** How long a step takes depends on the records in its batch. */
export const timeSensitivity = (run: Run): Sensitivity => artefactInRun('times', run);

/** Why a run failed: what an error says may come from a record. */
export const failureOf = (run: Run): Labelled<string> | undefined =>
  run.state.status === 'failed' ? labelled(artefactInRun('failure', run), run.state.message) : undefined;

/** Exponential smoothing; the NaN of an empty batch is passed over. */
function smoothed(before: Labelled<number> | undefined, points: Labelled<Float64Array> | undefined): Labelled<number> | undefined {
  if (points === undefined) return before;
  let value = before && revealed(before);
  for (const point of revealed(points)) {
    if (!Number.isNaN(point)) value = value === undefined ? point : 0.9 * value + 0.1 * point;
  }
  return value === undefined ? undefined : labelled(points.sensitivity, value);
}
