// Series as views draw them: points gathered into buckets of steps, so that no view ever gets more than it can show.
import type { Sensitivity } from '../core/sensitivity';
import type { Labelled } from './labelled';

/**
 * Points in buckets of `width` steps: bucket i of a series holds the steps from `steps[i]` (a multiple of the width) up to
 * `steps[i] + width` (excluded). Empty buckets are left out. With a width of 1 every bucket is one point, min = max = last.
 * A value that is no number (NaN) is skipped by min and max, and kept by last.
 */
export interface ScalarBuckets {
  readonly steps: Int32Array; // (buckets), rising
  readonly min: Float64Array; // (buckets)
  readonly max: Float64Array; // (buckets)
  readonly last: Float64Array; // (buckets)
}

/** One scalar series, or the part of it that was asked for. */
export interface ScalarView {
  readonly name: string;
  readonly sensitivity: Sensitivity;
  /** Steps of one bucket, a power of two; above 1 the view has to say that it shows buckets. */
  readonly width: number;
  readonly buckets: Labelled<ScalarBuckets>;
}

/** Vectors of one kind and layer in buckets of steps, one row a bucket: mean, smallest and largest value of each expert. */
export interface VectorBuckets {
  readonly experts: number;
  readonly steps: Int32Array; // (buckets), rising
  readonly mean: Float32Array; // (buckets · experts), one bucket after the other
  readonly min: Float32Array; // (buckets · experts)
  readonly max: Float32Array; // (buckets · experts)
}

export interface VectorView {
  readonly kind: VectorKind;
  readonly layer: number;
  readonly sensitivity: Sensitivity;
  readonly width: number;
  readonly buckets: Labelled<VectorBuckets>;
}

/**
 * `expertLoad`: share of the tokens of a batch that an expert got, summing to 1 over the experts of a layer. `releasedExpertLoad`: the
 * same as the mechanism released it, under noise and averaged over the steps.
 */
export type VectorKind = 'expertLoad' | 'releasedExpertLoad' | 'expertGradientNorm' | 'expertSignalToNoise';

/** Smallest power of two that puts `steps` steps into at most `most` buckets. Counts of steps are public, so widths are too. */
export function bucketWidth(steps: number, most: number): number {
  let width = 1;
  while (Math.ceil(steps / width) > most) width *= 2;
  return width;
}
