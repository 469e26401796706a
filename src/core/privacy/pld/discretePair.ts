// A pair of discrete distributions on evenly spaced losses that stands in for one step of a mechanism.
import type { Direction } from '../sampledGaussian';

/**
 * P and Q on the losses i·interval, i = lowest, lowest + 1, …: `mass` is that of P, and Q has mass·exp(−loss).
 * The rest of P lies where Q has nothing (loss +∞), the rest of Q where P has nothing (loss −∞).
 */
export interface DiscretePair {
  readonly interval: number;
  readonly lowest: number;
  readonly mass: Float64Array;
  readonly infinityMass: number;
  readonly minusInfinityMass: number;
}

/** The pair seen in a direction: adding a record swaps P and Q, so that each loss changes its sign. */
export function inDirection(pair: DiscretePair, direction: Direction): DiscretePair {
  if (direction === 'remove') return pair;
  const { interval, lowest, mass } = pair;
  const swapped = new Float64Array(mass.length);
  for (let i = 0; i < mass.length; i++) swapped[mass.length - 1 - i] = mass[i] * Math.exp(-(lowest + i) * interval);
  return {
    interval,
    lowest: -(lowest + mass.length - 1),
    mass: swapped,
    infinityMass: pair.minusInfinityMass,
    minusInfinityMass: pair.infinityMass,
  };
}
