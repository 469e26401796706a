// One step of the Poisson-sampled Gaussian: its likelihood ratio, and its exact δ at each ε.
import { erfc, erfcx } from '../math/errorFunction';

/**
 * Noise s and sampling rate q of one step; q = 1 is the plain Gaussian. Its outcome x on the line through the record's clipped
 * gradient follows P = (1−q)·N(0, s²) + q·N(1, s²) with the record and Q = N(0, s²) without it: this pair dominates the step
 * (Zhu et al. 2022, Theorem 11). Removing the record compares P to Q, adding it Q to P.
 */
export interface SampledGaussianStep {
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
}

/** Whether the record is removed (P against Q) or added (Q against P). */
export type Direction = 'remove' | 'add';

/**
 * ln P(x)/Q(x) = ln(1 − q + q·exp((2x−1)/(2s²))): the privacy loss of removal. Rises with x, from ln(1−q) on.
 * Each branch keeps the digits, and stays in the range of exp, where the others would not.
 */
export function logLikelihoodRatio({ noiseMultiplier: s, samplingRate: q }: SampledGaussianStep, x: number): number {
  const exponent = (2 * x - 1) / (2 * s * s);
  if (q === 1) return exponent;
  if (exponent > 1) return exponent + Math.log(q + (1 - q) * Math.exp(-exponent));
  if (exponent < -1 && q > 0.5) return Math.log(1 - q + q * Math.exp(exponent));
  return Math.log1p(q * Math.expm1(exponent));
}

/** The outcome x at which {@link logLikelihoodRatio} is `loss`; −∞ for a loss of ln(1−q) or less. */
export function outcomeAt({ noiseMultiplier: s, samplingRate: q }: SampledGaussianStep, loss: number): number {
  return s * s * exponentAt(q, loss) + 0.5;
}

/** The inverse of loss = ln(1 − q + q·exp(exponent)). */
function exponentAt(q: number, loss: number): number {
  if (q === 1) return loss;
  if (loss <= Math.log1p(-q)) return -Infinity;
  if (loss > 1) return loss - Math.log(q) + Math.log1p((q - 1) * Math.exp(-loss));
  if (loss < -1) return Math.log(Math.exp(loss) - (1 - q)) - Math.log(q);
  return Math.log1p(Math.expm1(loss) / q);
}

/**
 * The hockey-stick divergence E[(1 − exp(ε − loss))₊], the exact δ of one step in one direction. With x where the loss is ε,
 * a = (x−1)/(s√2) and b = x/(s√2), both directions are a factor times erfc(a) − exp(b²−a²)·erfc(b); for q = 1 this is
 * Balle & Wang 2018, Theorem 8.
 * @param epsilon any finite number for 'remove', at least 0 for 'add'
 */
export function hockeyStick(step: SampledGaussianStep, direction: Direction, epsilon: number): number {
  const { noiseMultiplier: s, samplingRate: q } = step;
  const x = outcomeAt(step, direction === 'remove' ? epsilon : -epsilon);
  if (x === -Infinity) return direction === 'remove' ? -Math.expm1(epsilon) : 0;
  const a = ((x - 1) * Math.SQRT1_2) / s;
  const b = (x * Math.SQRT1_2) / s;
  if (direction === 'remove') return (q / 2) * tailGap(a, b);
  const factor = q === 1 ? 1 : q - (1 - q) * Math.expm1(epsilon);
  return (factor / 2) * tailGap(-b, -a);
}

/** erfc(a) − exp(b² − a²)·erfc(b) for a < b, by scaled tails where these keep the digits. */
function tailGap(a: number, b: number): number {
  if (a >= 0) return Math.exp(-a * a) * (erfcx(a) - erfcx(b));
  return erfc(a) - (b >= 0 ? Math.exp(-a * a) * erfcx(b) : Math.exp(b * b - a * a) * erfc(b));
}
