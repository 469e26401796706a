// Private mechanisms as plain frozen data: what a run did to the records, and what every accountant reads.
//
// The ledger keeps these values for years. So meanings are append-only: a new kind of mechanism gets a new `type`,
// and an existing `type` keeps its members and their meaning for ever.
import { assertNever } from '../../base/errors';
import { nonNegativeInteger, positive, probability } from '../../base/validate';

/** One release of a sum in which each record has L2 norm at most C, with Gaussian noise of standard deviation noiseMultiplier · C. */
export interface Gaussian {
  readonly type: 'gaussian';
  readonly noiseMultiplier: number;
}

/** A Gaussian release over a Poisson sample: each record is in with probability samplingRate, independently of the others. */
export interface PoissonSampledGaussian {
  readonly type: 'poissonSampledGaussian';
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
}

/** Several Gaussian releases over the *same* Poisson sample; two separate `poissonSampledGaussian` would under-report it. */
export interface JointGaussians {
  readonly type: 'jointGaussians';
  readonly noiseMultipliers: readonly number[];
  readonly samplingRate: number;
}

/** All of these, each with fresh randomness; later ones may depend on the results of earlier ones. */
export interface Composition {
  readonly type: 'composition';
  readonly mechanisms: readonly Mechanism[];
}

/** The same mechanism `count` times, each time with fresh randomness; 0 times releases nothing. */
export interface SelfComposition {
  readonly type: 'selfComposition';
  readonly mechanism: Mechanism;
  readonly count: number;
}

/** A release without any guarantee: ε = ∞. */
export interface NonPrivate {
  readonly type: 'nonPrivate';
}

/** Neighbouring data sets differ by adding or removing one record, for every kind. */
export type Mechanism = Gaussian | PoissonSampledGaussian | JointGaussians | Composition | SelfComposition | NonPrivate;

/** @throws badInput unless the noise multiplier is finite and above 0 (for no noise say {@link nonPrivate}) */
export function gaussian({ noiseMultiplier }: { noiseMultiplier: number }): Gaussian {
  positive({ noiseMultiplier });
  return Object.freeze({ type: 'gaussian', noiseMultiplier });
}

/** @throws badInput unless the noise multiplier is finite and above 0, and the sampling rate in (0, 1] */
export function poissonSampledGaussian(parameters: { noiseMultiplier: number; samplingRate: number }): PoissonSampledGaussian {
  const { noiseMultiplier, samplingRate } = parameters;
  positive({ noiseMultiplier });
  probability({ samplingRate });
  return Object.freeze({ type: 'poissonSampledGaussian', noiseMultiplier, samplingRate });
}

/** @throws badInput unless each noise multiplier is finite and above 0, and the sampling rate in (0, 1] */
export function jointGaussians(parameters: { noiseMultipliers: readonly number[]; samplingRate: number }): JointGaussians {
  const { noiseMultipliers, samplingRate } = parameters;
  positive(Object.fromEntries(noiseMultipliers.map((value, index) => [`noiseMultipliers[${index}]`, value])));
  probability({ samplingRate });
  return Object.freeze({ type: 'jointGaussians', noiseMultipliers: Object.freeze([...noiseMultipliers]), samplingRate });
}

export const composition = (mechanisms: readonly Mechanism[]): Composition =>
  Object.freeze({ type: 'composition', mechanisms: Object.freeze([...mechanisms]) });

/** @throws badInput unless `count` is a whole number of at least 0 */
export function selfComposition(mechanism: Mechanism, count: number): SelfComposition {
  nonNegativeInteger({ count });
  return Object.freeze({ type: 'selfComposition', mechanism, count });
}

export const nonPrivate: NonPrivate = Object.freeze({ type: 'nonPrivate' });

/**
 * The one noise multiplier that equals several Gaussian releases on the same sample: z = (Σ zᵢ⁻²)^(−1/2).
 * Scaled to unit noise, the releases are one Gaussian vector whose mean moves by √(Σ zᵢ⁻²). Infinity for no release at all.
 */
export const jointNoiseMultiplier = (noiseMultipliers: readonly number[]): number => 1 / Math.hypot(...noiseMultipliers.map((z) => 1 / z));

/** Whether any part of the mechanism that really happens is without a guarantee. */
export function isNonPrivate(mechanism: Mechanism): boolean {
  switch (mechanism.type) {
    case 'nonPrivate':
      return true;
    case 'composition':
      return mechanism.mechanisms.some(isNonPrivate);
    case 'selfComposition':
      return mechanism.count > 0 && isNonPrivate(mechanism.mechanism);
    case 'gaussian':
    case 'poissonSampledGaussian':
    case 'jointGaussians':
      return false;
    default:
      return assertNever(mechanism);
  }
}
