// ε of a plan over its steps: where a run is heading, to be drawn beneath what it was charged.
import type { TrainingPlan } from '../../core/plan';
import { selfComposition } from '../../core/privacy/mechanism';
import type { PlannedEpsilon } from '../../protocol/dashboard';
import type { Accounting } from '../accounting/accounting';

/** Points of the curve; between them it is drawn as if ε grew with the root of the steps. */
const places = 10;

/**
 * A composition for each point but the last, which is the plan's own guarantee. Denser at the start, where ε grows fastest.
 * @returns rising, from step 0 to the end of the plan; empty without privacy
 */
export async function plannedCurve(accounting: Accounting, { stepMechanism, steps, guarantee }: TrainingPlan): Promise<PlannedEpsilon[]> {
  if (!Number.isFinite(guarantee.epsilon.pld)) return [];
  const points: PlannedEpsilon[] = [{ step: 0, epsilon: 0 }];
  // One after the other, so that other questions to the accountant come in between.
  for (const step of stepsBefore(steps)) points.push({ step, epsilon: await accounting.epsilon(selfComposition(stepMechanism, step), guarantee.delta) });
  return [...points, { step: steps, epsilon: guarantee.epsilon.pld }];
}

function stepsBefore(end: number): number[] {
  const all = Array.from({ length: places }, (_, i) => Math.max(1, Math.round(end * ((i + 1) / places) ** 2)));
  return [...new Set(all)].filter((step) => step < end);
}
