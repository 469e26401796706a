// The pessimistic discretisation: the tightest pair on a grid of losses that dominates a step.
import type { SampledGaussianStep } from '../sampledGaussian';
import { between0, between1, cutAtLoss } from './cut';
import type { DiscretePair } from './discretePair';
import { lossGrid } from './lossGrid';

/**
 * The pessimistic estimate of Doroshenko et al. 2022, "Connect the dots": the masses that P and Q have between two neighbouring losses
 * of the grid move to the two ends so that both totals stay. The hockey-stick curve of the result is the true one on the grid
 * and its chord in between. So the pair dominates the step in both directions, and the error is of second order in the interval.
 * @param tailMass about this much probability may lie outside the grid; what it can contribute counts as an infinite loss
 */
export function connectTheDots(step: SampledGaussianStep, interval: number, tailMass: number): DiscretePair {
  const { samplingRate: q } = step;
  const { lowest, highest } = lossGrid(step, interval, tailMass);
  const mass = new Float64Array(highest - lowest + 1);
  const rise = -Math.expm1(-interval);
  let left = cutAtLoss(step, lowest * interval);
  // Below the grid, P goes up to the first loss with as much of Q as belongs to it; the excess of Q is lost to −∞.
  const below = (1 - q) * left.below0 + q * left.below1;
  mass[0] = below;
  const minusInfinityMass = Math.max(0, left.below0 - below * Math.exp(-lowest * interval));
  for (let i = 0; i + 1 < mass.length; i++) {
    const loss = (lowest + i) * interval;
    const right = cutAtLoss(step, loss + interval);
    const q0 = between0(left, right);
    const q1 = between1(left, right);
    const p = (1 - q) * q0 + q * q1;
    // By how much P exceeds exp(loss)·Q here; the second form keeps exp(loss) in range.
    const excess = loss < 1 ? q * q1 - (Math.expm1(loss) + q) * q0 : p - (left.scaledAbove0 - right.scaledAbove0 * Math.exp(-interval));
    const up = Math.min(Math.max(excess / rise, 0), p);
    mass[i] += p - up;
    mass[i + 1] += up;
    left = right;
  }
  // Above the grid, Q stays at the last loss with as much of P as belongs to it; the excess of P goes to infinity.
  mass[mass.length - 1] += left.scaledAbove0;
  const infinityMass = Math.max(0, (1 - q) * left.above0 + q * left.above1 - left.scaledAbove0);
  return { interval, lowest, mass, infinityMass, minusInfinityMass };
}
