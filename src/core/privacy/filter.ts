// The Rényi filter: how much may still be spent when later runs are chosen after seeing the results of earlier ones.
//
// Feldman & Zrnic 2021, "Individual privacy accounting via a Rényi filter", Theorem 4.3: at one order that is fixed
// beforehand, runs may go on as long as the sum of their divergences stays within a budget, and the whole sequence has
// that divergence, although each run is chosen adaptively. An ε of composed runs does not have this property.
import { badInput } from '../../base/errors';
import { openUnit, positive } from '../../base/validate';
import type { Mechanism } from './mechanism';
import { epsilonAtOrder, renyiDivergence } from './rdp/rdp';

/** What a mechanism takes from the budget of the filter: its Rényi divergence at the filter's order. Costs add up. */
export function renyiCost(mechanism: Mechanism, order: number): number {
  checkOrder(order);
  return renyiDivergence(mechanism, order);
}

/** ε at δ of a sequence with this summed cost. Infinity for an infinite cost. */
export function epsilonOfCost(cost: number, delta: number, order: number): number {
  openUnit({ delta });
  checkOrder(order);
  return cost === 0 ? 0 : epsilonAtOrder(cost, order, delta);
}

/**
 * Largest summed cost at which ε at δ stays within the cap: the conversion of {@link epsilonOfCost} solved for the cost.
 * A sequence of mechanisms fits exactly when the sum of their costs is at most this.
 * @throws badInput when no cost at all fits, because the order is too low for this cap and δ
 */
export function budgetAtOrder(epsilonCap: number, delta: number, order: number): number {
  positive({ epsilonCap });
  openUnit({ delta });
  checkOrder(order);
  const budget = convertedBudget(epsilonCap, delta, order);
  if (budget <= 0) {
    throw badInput(`Order ${order} cannot hold an epsilon of ${epsilonCap} at delta ${delta}: the conversion alone takes more. Choose a higher order.`);
  }
  return budget;
}

/** An order can hold exactly the caps above this: what the conversion of {@link epsilonOfCost} takes for itself. */
export function leastCap(delta: number, order: number): number {
  openUnit({ delta });
  checkOrder(order);
  return Math.max(0, -convertedBudget(0, delta, order));
}

const convertedBudget = (epsilonCap: number, delta: number, order: number): number =>
  epsilonCap - Math.log1p(-1 / order) + (Math.log(delta) + Math.log(order)) / (order - 1);

function checkOrder(order: number): void {
  if (!(order > 1 && order < Infinity)) throw badInput(`order must be a finite number above 1, but is ${order}.`);
}
