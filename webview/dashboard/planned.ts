// The curve of a plan as it is drawn, between the few points that the extension works out.
import type { PlannedEpsilon } from '../../src/protocol/dashboard';

/**
 * Between two points ε is taken to grow with the root of the steps, as it about does for many small
 * steps (Dwork & Roth 2014, theorem 3.20).
 * @param points rising, from step 0 on
 */
export function drawnPlan(points: readonly PlannedEpsilon[], places = 200): { readonly steps: Int32Array; readonly values: Float64Array } {
  const end = points[points.length - 1].step;
  const steps = Int32Array.from(new Set(Array.from({ length: places + 1 }, (_, i) => Math.round((end * i) / places))));
  return { steps, values: Float64Array.from(steps, (step) => between(points, step)) };
}

function between(points: readonly PlannedEpsilon[], step: number): number {
  const after = Math.max(1, points.findIndex((point) => point.step >= step));
  const [from, to] = [points[after - 1], points[after]];
  const share = (Math.sqrt(step) - Math.sqrt(from.step)) / (Math.sqrt(to.step) - Math.sqrt(from.step));
  return from.epsilon + share * (to.epsilon - from.epsilon);
}
