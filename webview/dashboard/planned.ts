// ε of a plan over its steps, worked out in the page's idle time: composing takes a while.
import type { TrainingPlan } from '../../src/core/plan';
import { selfComposition } from '../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../src/core/privacy/pld/pldAccountant';

export interface PlannedEpsilon {
  readonly step: number;
  readonly epsilon: number;
}

/** Steps at which the curve is worked out: denser at the start, where ε grows fastest; the last is the end of the plan. */
export function plannedSteps(steps: number, points = 10): number[] {
  const places = Array.from({ length: points }, (_, i) => Math.max(1, Math.round(steps * ((i + 1) / points) ** 2)));
  return [...new Set(places)];
}

/**
 * The curve as it is drawn: between two points ε is taken to grow with the root of the steps, as it about does for many small
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

/**
 * Works the curve out, one point at a time.
 * @param delta of the run's guarantee
 * @param grown called with all points so far after each new one
 * @returns stops it
 */
export function planEpsilon({ stepMechanism, steps, guarantee }: TrainingPlan, delta: number, grown: (points: readonly PlannedEpsilon[]) => void): () => void {
  // The end is known, and without privacy there is no curve.
  if (!Number.isFinite(guarantee.epsilon.pld)) return () => undefined;
  const points: PlannedEpsilon[] = [{ step: 0, epsilon: 0 }];
  const waiting = plannedSteps(steps).filter((step) => step < steps);
  let handle = 0;
  const next = (): void => {
    const step = waiting.shift();
    points.push(step === undefined ? { step: steps, epsilon: guarantee.epsilon.pld } : { step, epsilon: pldEpsilon(selfComposition(stepMechanism, step), delta) });
    grown([...points]);
    if (step !== undefined) handle = requestIdleCallback(next);
  };
  handle = requestIdleCallback(next);
  return () => cancelIdleCallback(handle);
}
