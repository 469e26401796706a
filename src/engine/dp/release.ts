// What a unit of privacy, such as a record, adds behind its gradient when routing load or clipped share are released with it, and how the noisy sums are read.
//
// The figures stand in the same vector as the gradient, scaled so that one noise fits all: see core/privacy/jointRelease for the
// split, its proof and its source. In the order: load of each expert by sparse layer (layers · E), then the clip bit (1).
import { termScales, type JointRelease } from '../../core/privacy/jointRelease';
import type { Routing } from '../kernels/kernels';

/** Figures of one step that were released under noise. Noise may carry them below 0 or above 1. */
export interface ReleasedFigures {
  /** Share of its tokens that a unit sends to each expert, mean over the units, by sparse layer; empty if not released. (layers)(E) */
  readonly expertLoad: readonly Float32Array[];
  /** Share of the units whose gradient is longer than the clip norm; undefined if not released. */
  readonly clippedShare: number | undefined;
}

/** Number of elements behind the gradient. */
export function releasedSize(release: JointRelease | undefined): number {
  return release === undefined ? 0 : loadSize(release) + (release.clippedShare > 0 ? 1 : 0);
}

const loadSize = ({ routingLoad, layers, experts }: JointRelease): number => (routingLoad > 0 ? layers * experts : 0);

/** What a pass knows of its units. */
export interface UnitFacts {
  /** One entry a sparse layer. */
  readonly routings: readonly Routing[];
  /** Unit u owns rows starts[u] up to starts[u + 1]. (U + 1) */
  readonly starts: Int32Array;
  /** Gradient norm of each unit; null without clipping: then no unit counts as clipped. (U) */
  readonly norms: Float32Array | null;
}

/**
 * Adds every unit's scaled terms to `target`: its load less 1/E, and its clip bit less 1/2.
 *
 * Guarantees
 * - One unit's terms have norm at most C · √(ρ_load + ρ_clip), whatever the other units are; with its clipped gradient they
 *   stay within the joint sensitivity.
 * - A unit's load counts the experts that its rows chose, dropped by capacity or not, each row alike.
 *
 * @param clipNorm C; null, without privacy, scales as for 1
 * @param target what stands behind the gradient in the sum (releasedSize)
 */
export function addReleasedTerms(release: JointRelease, clipNorm: number | null, units: UnitFacts, target: Float64Array): void {
  const scales = termScales(clipNorm ?? 1, release);
  if (release.routingLoad > 0) {
    units.routings.forEach((routing, layer) => addLoads(routing, units.starts, scales.load, target.subarray(layer * release.experts, (layer + 1) * release.experts)));
  }
  if (release.clippedShare > 0) {
    const clipped = (u: number): boolean => clipNorm !== null && units.norms !== null && units.norms[u] > clipNorm;
    for (let u = 0; u < units.starts.length - 1; u++) target[target.length - 1] += scales.clipBit * (clipped(u) ? 0.5 : -0.5);
  }
}

/** Adds scale · (share of the unit's rows that chose e, less 1/E) for every unit. target (E) */
function addLoads({ expert, experts }: Routing, starts: Int32Array, scale: number, target: Float64Array): void {
  const chosen = expert.dataSync<'int32'>();
  for (let u = 0; u < starts.length - 1; u++) {
    const perRow = scale / (starts[u + 1] - starts[u]);
    for (let row = starts[u]; row < starts[u + 1]; row++) target[chosen[row]] += perRow;
    for (let e = 0; e < experts; e++) target[e] -= scale / experts;
  }
}

/**
 * Reads the noisy mean of the terms as figures: unscaled, and with 1/E and 1/2 put back. Post-processing, and unbiased where the
 * public divisor is the expected batch size: the sample is Poisson, and nothing was clipped.
 * @param mean noisy sum behind the gradient, divided by the expected batch size (releasedSize)
 */
export function readReleased(release: JointRelease, clipNorm: number | null, mean: Float64Array): ReleasedFigures {
  const scales = termScales(clipNorm ?? 1, release);
  const { layers, experts } = release;
  const loadOf = (layer: number): Float32Array => Float32Array.from(mean.subarray(layer * experts, (layer + 1) * experts), (x) => x / scales.load + 1 / experts);
  return {
    expertLoad: release.routingLoad > 0 ? Array.from({ length: layers }, (_, layer) => loadOf(layer)) : [],
    clippedShare: release.clippedShare > 0 ? mean[mean.length - 1] / scales.clipBit + 0.5 : undefined,
  };
}
