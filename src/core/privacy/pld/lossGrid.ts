// The range of evenly spaced losses that one step needs.
import { logLikelihoodRatio, type SampledGaussianStep } from '../sampledGaussian';

/** Losses lowest·interval to highest·interval. */
export interface LossGrid {
  readonly interval: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Losses beyond this multiple of the interval are left out, however likely: the grid of one step has to fit in memory. */
const farthest = 2 ** 21;

/** The grid that leaves out at most `tailMass` of Q below it, and at most twice `tailMass` of P above it, unless it would be too large. */
export function lossGrid(step: SampledGaussianStep, interval: number, tailMass: number): LossGrid {
  const lowestLoss = logLikelihoodRatio(step, -step.noiseMultiplier * deviations(tailMass));
  const highestLoss = logLikelihoodRatio(step, highestOutcome(step, tailMass));
  return {
    interval,
    lowest: Math.max(-farthest, Math.floor(lowestLoss / interval)),
    highest: Math.min(farthest, Math.ceil(highestLoss / interval)),
  };
}

/** An outcome with at most twice `tailMass` of P above it. */
export function highestOutcome({ noiseMultiplier: s, samplingRate: q }: SampledGaussianStep, tailMass: number): number {
  return Math.max(1 + s * deviations(tailMass / q), s * deviations(tailMass));
}

/** u such that a standard normal passes u with at most this probability: P(X > u) ≤ exp(−u²/2)/2 for u ≥ 0. */
const deviations = (probability: number): number => (probability < 0.5 ? Math.sqrt(-2 * Math.log(2 * probability)) : 0);
