// The optimistic discretisation: a pair on a grid of losses that a step dominates.
import { outcomeAt, type SampledGaussianStep } from '../sampledGaussian';
import { between0, between1, cutAtLoss, type Cut } from './cut';
import type { DiscretePair } from './discretePair';
import { lossGrid } from './lossGrid';

/**
 * Merges neighbouring outcomes, which is post-processing and loses information only, into intervals whose likelihood ratio as a
 * whole is exactly that of a grid loss: each interval is a tangent of the hockey-stick curve, and the tangents meet on the grid
 * (an optimistic estimate in the sense of Doroshenko et al. 2022). The error is of second order in the interval.
 * @param interval less than −ln(1−q), so that the grid has a loss between ln(1−q) and 0
 */
export function tangents(step: SampledGaussianStep, interval: number, tailMass: number): DiscretePair {
  const { samplingRate: q } = step;
  const { lowest, highest } = lossGrid(step, interval, tailMass);
  const mass = new Float64Array(highest - lowest + 1);
  const least = Math.log1p(-q);
  let left = cutAtLoss(step, least);
  let leftLoss = least;
  // The first interval reaches from −∞ to where its ratio as a whole is that of a grid loss.
  let index = Math.max(0, indexAbove(leftLoss, interval) - lowest);
  while (index < mass.length) {
    const loss = (lowest + index) * interval;
    const rightLoss = endOfInterval(step, left, leftLoss, loss, interval);
    if (rightLoss === undefined) break;
    const right = cutAtLoss(step, rightLoss);
    mass[index] += (1 - q) * between0(left, right) + q * between1(left, right);
    left = right;
    leftLoss = rightLoss;
    index = indexAbove(leftLoss, interval) - lowest;
  }
  // What is left has a ratio above that of the grid loss before: it goes down there.
  mass[Math.max(0, Math.min(index, mass.length) - 1)] += (1 - q) * left.above0 + q * left.above1;
  return { interval, lowest, mass, infinityMass: 0, minusInfinityMass: 0 };
}

/** The first grid loss clearly above a loss. */
const indexAbove = (loss: number, interval: number): number => Math.floor(loss / interval + 1e-3) + 1;

/**
 * The loss at the right end of the interval that begins at `left` and as a whole has likelihood ratio exp(loss): the root of
 * G = P(interval) − exp(loss)·Q(interval), which falls from 0 until the ratio is reached at its end and then rises. Newton's
 * method, kept inside what is known to bracket the root; rounded up, so that the ratio is not below exp(loss).
 * @returns undefined when the whole rest has a smaller ratio
 */
function endOfInterval(step: SampledGaussianStep, left: Cut, leftLoss: number, loss: number, interval: number): number | undefined {
  const { samplingRate: q } = step;
  const ratio = Math.exp(loss);
  if ((1 - q) * left.above0 + q * left.above1 <= ratio * left.above0) return undefined;
  let low = loss;
  let high = Infinity;
  let end = leftLoss > loss - 2 * interval ? 2 * loss - leftLoss : loss + interval;
  for (let round = 0; round < 60; round++) {
    const right = cutAtLoss(step, end);
    const excess = q * between1(left, right) - (Math.expm1(loss) + q) * between0(left, right);
    if (excess < 0) low = end;
    else high = end;
    const next = end - excess / slopeAt(step, end, ratio);
    const moved = next > low && next < high ? next : high < Infinity ? (low + high) / 2 : low + 2 * (low - loss) + interval;
    if (Math.abs(moved - end) < 1e-8 * interval) return moved + 1e-7 * interval;
    end = moved;
  }
  return high < Infinity ? high : undefined;
}

/** dG/d(loss): the density of Q at that loss times by how much the ratio there exceeds `ratio`. */
function slopeAt(step: SampledGaussianStep, loss: number, ratio: number): number {
  const { noiseMultiplier: s, samplingRate: q } = step;
  const x = outcomeAt(step, loss);
  const density = Math.exp(-(x * x) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI));
  const outcomePerLoss = (s * s * Math.exp(loss)) / (Math.expm1(loss) + q);
  return density * outcomePerLoss * (Math.exp(loss) - ratio);
}
