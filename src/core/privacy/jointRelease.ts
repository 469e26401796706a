// What a step may release beside the gradient in the same Gaussian mechanism, and how the noise is split between the two.
//
// A record adds its clipped gradient (norm at most C) and, for every figure i, a term of its own (norm at most C_i). With a free
// split ρ_i, noise of these standard deviations protects all of it like the gradient alone under the noise multiplier nm:
//
//   σ_gradient = nm · C · √(1 + Σρ),   σ_i = nm · C_i · √((1 + Σρ) / ρ_i),   because   (C/σ_gradient)² + Σ (C_i/σ_i)² = 1/nm².
//
// So the accountant goes on counting one sampled Gaussian of noise multiplier nm; the price is √(1 + Σρ) times the noise on the
// gradient. It is the reduction of several Gaussians on one sample to one (Andrew et al. 2021, theorem 1), turned around.
import { badInput } from '../../base/errors';

/** Parts ρ of the noise budget that go to figures beside the gradient; the gradient's own part is 1. A figure without one is not released. */
export interface ReleaseShares {
  readonly routingLoad?: number | undefined;
  readonly clippedShare?: number | undefined;
}

/** A model's sparse layers, and the experts in each; 0 and 0 without experts. Public. */
export interface SparseShape {
  readonly layers: number;
  readonly experts: number;
}

/** What is released in each step beside the gradient, and how much noise each part bears. Plain data. */
export interface JointRelease extends SparseShape {
  /** ρ of the share of a record's tokens that each expert was chosen for, by sparse layer; 0: not released. */
  readonly routingLoad: number;
  /** ρ of the share of records whose gradient was clipped; 0: not released. */
  readonly clippedShare: number;
}

/**
 * Puts the shares of a run file and the shape of its model together; undefined where nothing is released.
 * @throws badInput when the routing load of a model without experts is asked for
 */
export function jointRelease({ routingLoad = 0, clippedShare = 0 }: ReleaseShares, { layers, experts }: SparseShape): JointRelease | undefined {
  if (routingLoad > 0 && layers === 0) {
    throw badInput(`privacy.release.routingLoad is ${routingLoad}, but this model has no layer with experts whose load could be released. Remove it.`);
  }
  return routingLoad + clippedShare > 0 ? { routingLoad, clippedShare, layers, experts } : undefined;
}

/**
 * C_h = √(L (1 − 1/E)): largest norm of a record's centred load over L sparse layers. For top-1 the load of a layer is a mean of
 * one-hot vectors less 1/E each, and every one of these has norm √(1 − 1/E).
 */
export const loadBound = ({ layers, experts }: SparseShape): number => Math.sqrt(layers * (1 - 1 / experts));

/** C_c: a record's clip bit, centred to −1/2 or 1/2 (Andrew et al. 2021, §2). */
export const clipBitBound = 1 / 2;

/** √(1 + Σρ): how much larger the noise on the gradient is than without a release. */
export const noiseFactor = ({ routingLoad = 0, clippedShare = 0 }: ReleaseShares): number => Math.sqrt(1 + routingLoad + clippedShare);

/**
 * C · √(1 + Σρ): largest norm of all that one record adds, each figure scaled so that its bound is C · √ρ. One isotropic noise of
 * noise multiplier times this covers the whole vector.
 */
export const jointSensitivity = (clipNorm: number, release: JointRelease | undefined): number =>
  release === undefined ? clipNorm : clipNorm * noiseFactor(release);

/** Factors that bring the terms of a record to norms of at most C · √ρ; 0 for a figure that is not released. */
export interface TermScales {
  readonly load: number;
  readonly clipBit: number;
}

/** C · √ρ_i / C_i of each figure. */
export const termScales = (clipNorm: number, release: JointRelease): TermScales => ({
  load: release.routingLoad === 0 ? 0 : (clipNorm * Math.sqrt(release.routingLoad)) / loadBound(release),
  clipBit: (clipNorm * Math.sqrt(release.clippedShare)) / clipBitBound,
});
