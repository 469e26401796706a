// What a run was charged, as a guarantee.
import { memo } from '../base/memo';
import { guaranteeOf, type Guarantee } from '../core/privacy/guarantee';
import { selfComposition } from '../core/privacy/mechanism';
import type { Claim } from '../protocol/ledger';
import type { Run } from '../protocol/run';

/** Lists and pages ask again and again, and a composition takes some tens of milliseconds. */
const remember = memo<Guarantee>(10_000);

/**
 * Guarantee of everything that a run was charged so far, in all attempts together: what it planned when it was charged for exactly
 * that, and nothing at all without a claim.
 */
export function spentBy({ plan }: Pick<Run, 'plan'>, claim: Pick<Claim, 'chargedSteps'> | undefined): Guarantee {
  const steps = claim?.chargedSteps ?? 0;
  if (steps === plan.steps) return plan.guarantee;
  const { delta } = plan.guarantee;
  return remember(JSON.stringify([plan.stepMechanism, steps, delta]), () => guaranteeOf(selfComposition(plan.stepMechanism, steps), delta));
}
