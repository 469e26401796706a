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
