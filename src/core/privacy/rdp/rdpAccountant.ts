// The Rényi accountant: looser than the privacy loss distribution, independent of it, and so its cross-check.
import { openUnit } from '../../../base/validate';
import type { Accountant } from '../accountant';
import { checkEpsilon } from '../checkEpsilon';
import type { Mechanism } from '../mechanism';
import { deltaAtOrder, epsilonAtOrder, orders, renyiDivergence } from './rdp';

/** An ε and the Rényi order at which the bound is tightest. */
export interface RenyiEpsilon {
  readonly epsilon: number;
  readonly order: number;
}

/**
 * Smallest ε over the {@link orders}.
 * @returns epsilon Infinity without a guarantee
 * @throws badInput unless δ is in (0, 1)
 */
export function renyiEpsilon(mechanism: Mechanism, delta: number): RenyiEpsilon {
  openUnit({ delta });
  let best: RenyiEpsilon = { epsilon: Infinity, order: orders[0] };
  for (const order of orders) {
    const epsilon = epsilonAtOrder(renyiDivergence(mechanism, order), order, delta);
    if (epsilon < best.epsilon) best = { epsilon, order };
  }
  return best;
}

export const rdpAccountant: Accountant = {
  name: 'rdp',

  epsilon: (mechanism, delta) => renyiEpsilon(mechanism, delta).epsilon,

  delta(mechanism, epsilon) {
    checkEpsilon(epsilon);
    return orders.reduce((least, order) => Math.min(least, deltaAtOrder(renyiDivergence(mechanism, order), order, epsilon)), 1);
  },
};
