// What a record adds behind its gradient when routing load or clipped share are released with it, and how the noisy sums are read.
//
// The figures stand in the same vector as the gradient, scaled so that one noise fits all: see core/privacy/jointRelease for the
// split, its proof and its source. In the order: load of each expert by sparse layer (layers · E), then the clip bit (1).
import { termScales, type JointRelease } from '../../core/privacy/jointRelease';
import type { Routing } from '../kernels/kernels';

/** Figures of one step that were released under noise. Noise may carry them below 0 or above 1. */
export interface ReleasedFigures {
  /** Share of its tokens that a record sends to each expert, mean over the records, by sparse layer; empty if not released. (layers)(E) */
  readonly expertLoad: readonly Float32Array[];
  /** Share of the records whose gradient is longer than the clip norm; undefined if not released. */
  readonly clippedShare: number | undefined;
}

/** Number of elements behind the gradient. */
export function releasedSize(release: JointRelease | undefined): number {
  return release === undefined ? 0 : loadSize(release) + (release.clippedShare > 0 ? 1 : 0);
}

const loadSize = ({ routingLoad, layers, experts }: JointRelease): number => (routingLoad > 0 ? layers * experts : 0);

/** What a pass knows of its records. */
export interface RecordFacts {
  /** One entry a sparse layer. */
  readonly routings: readonly Routing[];
  /** Record b owns rows starts[b] up to starts[b + 1]. (B + 1) */
  readonly starts: Int32Array;
  /** Gradient norm of each record; null without clipping: then no record counts as clipped. (B) */
  readonly norms: Float32Array | null;
}

/**
 * Adds every record's scaled terms to `target`: its load less 1/E, and its clip bit less 1/2.
 *
 * Guarantees
 * - One record's terms have norm at most C · √(ρ_load + ρ_clip), whatever the other records are; with its clipped gradient they
 *   stay within the joint sensitivity.
 * - A record's load counts the experts that its rows chose, dropped by capacity or not, each row alike.
 *
 * @param clipNorm C; null, without privacy, scales as for 1
 * @param target what stands behind the gradient in the sum (releasedSize)
 */
export function addReleasedTerms(release: JointRelease, clipNorm: number | null, records: RecordFacts, target: Float64Array): void {
  const scales = termScales(clipNorm ?? 1, release);
  if (release.routingLoad > 0) {
    records.routings.forEach((routing, layer) => addLoads(routing, records.starts, scales.load, target.subarray(layer * release.experts, (layer + 1) * release.experts)));
  }
  if (release.clippedShare > 0) {
    const clipped = (b: number): boolean => clipNorm !== null && records.norms !== null && records.norms[b] > clipNorm;
    for (let b = 0; b < records.starts.length - 1; b++) target[target.length - 1] += scales.clipBit * (clipped(b) ? 0.5 : -0.5);
  }
}

/** Adds scale · (share of the record's rows that chose e, less 1/E) for every record. target (E) */
function addLoads({ expert, experts }: Routing, starts: Int32Array, scale: number, target: Float64Array): void {
  const chosen = expert.dataSync<'int32'>();
  for (let b = 0; b < starts.length - 1; b++) {
    const perRow = scale / (starts[b + 1] - starts[b]);
    for (let row = starts[b]; row < starts[b + 1]; row++) target[chosen[row]] += perRow;
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
