// How fast a run goes, and how long it will take.
import type { ScalarBuckets } from '../../src/protocol/buckets';

export interface Pace {
  readonly secondsPerStep: number;
  /** Undefined once there is nothing left to wait for. */
  readonly secondsLeft: number | undefined;
}

/**
 * Pace over the last quarter of the known points, so that it follows changes without jumping.
 * Undefined before two points are known, or when the clock did not move.
 * @param elapsed seconds of training by step
 */
export function paceOf(elapsed: ScalarBuckets | undefined, step: number, steps: number): Pace | undefined {
  const points = elapsed?.steps.length ?? 0;
  if (elapsed === undefined || points < 2) return undefined;
  const from = Math.min(points - 2, Math.floor(points * 0.75));
  const taken = elapsed.steps[points - 1] - elapsed.steps[from];
  const secondsPerStep = (elapsed.last[points - 1] - elapsed.last[from]) / taken;
  if (!(secondsPerStep > 0)) return undefined;
  return { secondsPerStep, secondsLeft: step >= steps ? undefined : (steps - step) * secondsPerStep };
}
