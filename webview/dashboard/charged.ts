// The ε that a run stands charged with, over its steps.
import type { ScalarBuckets } from '../../src/protocol/buckets';
import type { DashboardRun } from '../../src/protocol/dashboard';

/**
 * The trainer writes ε when steps are granted, at most some 25 times over a run. What a clean stop has given back since is left out,
 * and what is charged now stands at the step that the run has reached, so that the curve ends where the head of the page says.
 */
export function chargedCurve(granted: ScalarBuckets, { step, spent }: Pick<DashboardRun, 'step' | 'spent'>): ScalarBuckets {
  const now = spent.epsilon.pld;
  const kept = granted.last.findLastIndex((epsilon) => epsilon <= now) + 1;
  const until = (column: Float64Array): number[] => [...column.subarray(0, kept)];
  const steps = [...granted.steps.subarray(0, kept)];
  const isNew = now > (granted.last[kept - 1] ?? 0) && step > (steps.at(-1) ?? -1);
  const end = isNew ? [now] : [];
  return {
    steps: Int32Array.from(isNew ? [...steps, step] : steps),
    min: Float64Array.from([...until(granted.min), ...end]),
    max: Float64Array.from([...until(granted.max), ...end]),
    last: Float64Array.from([...until(granted.last), ...end]),
  };
}
