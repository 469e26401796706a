// One outcome x of a step as a cut through P and Q: how much of the two Gaussians lies below and above it.
import { erfcx } from '../../math/errorFunction';
import { outcomeAt, type SampledGaussianStep } from '../sampledGaussian';

/** Parts of N(0, s²) and of N(1, s²) below and above the outcome; the smaller of each two has full relative precision. */
export interface Cut {
  readonly below0: number;
  readonly above0: number;
  readonly below1: number;
  readonly above1: number;
  /** exp(loss)·above0, which stays in range where exp(loss) does not. */
  readonly scaledAbove0: number;
}

/** The cut at the outcome whose privacy loss of removal is `loss`. */
export function cutAtLoss(step: SampledGaussianStep, loss: number): Cut {
  return cutAt(step, outcomeAt(step, loss), loss);
}

/** The cut at outcome x, with the loss there. */
export function cutAt({ noiseMultiplier: s }: SampledGaussianStep, x: number, loss: number): Cut {
  const t0 = (x * Math.SQRT1_2) / s;
  const t1 = ((x - 1) * Math.SQRT1_2) / s;
  const scaled0 = erfcx(Math.abs(t0)) / 2;
  const tail0 = scaled0 * Math.exp(-t0 * t0);
  const tail1 = (erfcx(Math.abs(t1)) / 2) * Math.exp(-t1 * t1);
  return {
    below0: t0 < 0 ? tail0 : 1 - tail0,
    above0: t0 < 0 ? 1 - tail0 : tail0,
    below1: t1 < 0 ? tail1 : 1 - tail1,
    above1: t1 < 0 ? 1 - tail1 : tail1,
    scaledAbove0: t0 < 0 ? Math.exp(loss) * (1 - tail0) : scaled0 * Math.exp(loss - t0 * t0),
  };
}

/** The part of N(0, s²) between two cuts. */
export const between0 = (left: Cut, right: Cut): number => (left.below0 > 0.5 ? left.above0 - right.above0 : right.below0 - left.below0);

/** The part of N(1, s²) between two cuts. */
export const between1 = (left: Cut, right: Cut): number => (left.below1 > 0.5 ? left.above1 - right.above1 : right.below1 - left.below1);
