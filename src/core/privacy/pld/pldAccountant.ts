// The accountant by privacy loss distributions: tight, and never below the true ε.
import { openUnit } from '../../../base/validate';
import { smallestSatisfying } from '../../math/search';
import type { Accountant } from '../accountant';
import { checkEpsilon } from '../checkEpsilon';
import type { Mechanism } from '../mechanism';
import { normalForm, type Component } from '../normalForm';
import { hockeyStick } from '../sampledGaussian';
import { lowerBound } from './lowerBound';
import { chernoffDelta, upperBound } from './upperBound';

/**
 * ε at δ: for one step, and for plain Gaussians however many, exact up to rounding (Balle & Wang 2018, Theorem 8); otherwise from
 * the pessimistic discretisation, at most about 1e-4 relative above the true value.
 * @returns 0 when nothing is released, Infinity without a guarantee
 * @throws badInput unless δ is in (0, 1)
 */
export function pldEpsilon(mechanism: Mechanism, delta: number): number {
  openUnit({ delta });
  const components = normalForm(mechanism);
  if (components === 'nonPrivate') return Infinity;
  if (components.length === 0) return 0;
  if (isSingleStep(components)) return singleStepEpsilon(components[0], delta);
  if (totalVariation(components) <= delta) return 0;
  const removed = Math.max(0, upperBound(components, 'remove', { find: 'epsilon', delta }).epsilon);
  // Removing a record is mostly so much the worse direction that a simple bound settles the other.
  if (chernoffDelta(components, 'add', removed) <= delta) return removed;
  return Math.max(removed, upperBound(components, 'add', { find: 'epsilon', delta }).epsilon);
}

/** Two numbers between which the true ε lies. */
export interface EpsilonBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * {@link pldEpsilon} together with a lower bound, from the optimistic discretisation, which shows how tight it is.
 * @throws badInput unless δ is in (0, 1)
 */
export function epsilonBounds(mechanism: Mechanism, delta: number): EpsilonBounds {
  const upper = pldEpsilon(mechanism, delta);
  const components = normalForm(mechanism);
  if (components === 'nonPrivate' || upper === 0 || isSingleStep(components)) return { lower: upper, upper };
  return { lower: lowerBound(components, delta, upperBound(components, 'remove', { find: 'epsilon', delta })), upper };
}

/**
 * δ at ε, as tight as {@link pldEpsilon}.
 * @throws badInput unless ε is at least 0
 */
export function pldDelta(mechanism: Mechanism, epsilon: number): number {
  checkEpsilon(epsilon);
  const components = normalForm(mechanism);
  if (components === 'nonPrivate') return 1;
  if (components.length === 0 || epsilon === Infinity) return 0;
  if (isSingleStep(components)) return singleStepDelta(components[0], epsilon);
  const query = { find: 'delta', epsilon } as const;
  const removed = upperBound(components, 'remove', query).delta;
  if (chernoffDelta(components, 'add', epsilon) <= removed) return removed;
  return Math.min(1, Math.max(removed, upperBound(components, 'add', query).delta));
}

export const pldAccountant: Accountant = { name: 'pld', epsilon: pldEpsilon, delta: pldDelta };

/** At ε = 0 the δ of a composition is at most the sum of those of its steps. */
const totalVariation = (components: readonly Component[]): number =>
  components.reduce((sum, step) => sum + step.count * hockeyStick(step, 'remove', 0), 0);

const isSingleStep = (components: readonly Component[]): boolean => components.length === 1 && components[0].count === 1;

const singleStepDelta = (step: Component, epsilon: number): number =>
  Math.max(hockeyStick(step, 'remove', epsilon), hockeyStick(step, 'add', epsilon));

function singleStepEpsilon(step: Component, delta: number): number {
  if (singleStepDelta(step, 0) <= delta) return 0;
  const excess = (epsilon: number): number => Math.log(singleStepDelta(step, epsilon) / delta);
  let fitting = 1;
  while (excess(fitting) > 0) fitting *= 2;
  while (excess(fitting / 2) <= 0) fitting /= 2;
  return smallestSatisfying(excess, { failing: fitting / 2, fitting }, 1e-13 * fitting);
}
