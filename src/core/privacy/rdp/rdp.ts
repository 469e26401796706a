// Rényi differential privacy (Mironov 2017) of mechanisms, and its conversion to (ε, δ).
import { logMoment } from '../logMoment';
import type { Mechanism } from '../mechanism';
import { normalForm } from '../normalForm';

/**
 * The orders that are tried: those of Google's dp_accounting library. Low orders matter for large ε, high ones for small ε.
 */
export const orders: readonly number[] = Object.freeze([
  ...Array.from({ length: 99 }, (_, i) => (11 + i) / 10),
  ...Array.from({ length: 53 }, (_, i) => 11 + i),
  128, 256, 512, 1024,
]);

/**
 * Rényi divergence of the mechanism at one order, the larger of both directions. It adds up under composition (Mironov 2017,
 * Proposition 1). For the Poisson-sampled Gaussian, removing a record is the larger direction at every order above 1
 * (Mironov, Talwar & Zhang 2019, Theorem 5), and its divergence is exact, not a bound.
 * @param order above 1
 * @returns in nats; 0 when nothing is released, Infinity without a guarantee
 */
export function renyiDivergence(mechanism: Mechanism, order: number): number {
  const components = normalForm(mechanism);
  if (components === 'nonPrivate') return Infinity;
  return components.reduce((sum, step) => sum + (step.count * logMoment(step, order)) / (order - 1), 0);
}

/**
 * Smallest ε that Rényi divergence `divergence` at `order` gives at δ: the tight conversion of Balle et al. 2020, Theorem 21
 * (also Canonne, Kamath & Steinke 2020, Proposition 12):
 * ε = divergence + ln((order − 1)/order) − (ln δ + ln order)/(order − 1), and at least 0.
 */
export function epsilonAtOrder(divergence: number, order: number, delta: number): number {
  // By Bretagnolle-Huber the total variation is at most √(1 − exp(−divergence)); when δ covers it, ε = 0.
  if (delta * delta + Math.expm1(-divergence) > 0) return 0;
  return Math.max(0, divergence + Math.log1p(-1 / order) - (Math.log(delta) + Math.log(order)) / (order - 1));
}

/** Smallest δ at ε: the same two bounds solved for δ, and at most 1. */
export function deltaAtOrder(divergence: number, order: number, epsilon: number): number {
  if (divergence === Infinity) return 1;
  const totalVariation = Math.sqrt(-Math.expm1(-divergence));
  const converted = Math.exp((order - 1) * (divergence - epsilon + Math.log1p(-1 / order)) - Math.log(order));
  return Math.min(totalVariation, converted);
}
