// Private relative position bias of T5: one learned number for each distance bucket and head, shared by all blocks of a stack.
import { add, cast, oneHot, reshape, sum, tensor1d, transpose, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Pass } from './layer';
import { unitSums } from './unitSums';

export interface PositionBuckets {
  readonly buckets: number;
  readonly maxDistance: number;
}

/**
 * Bidirectional bucket of a distance (key − query), as in T5: half of the buckets for each sign; of these, half exact and the
 * rest logarithmic up to maxDistance, the last one open.
 */
export function bucketOf(distance: number, { buckets, maxDistance }: PositionBuckets): number {
  const half = buckets / 2;
  const base = distance > 0 ? half : 0;
  const size = Math.abs(distance);
  const exact = Math.floor(half / 2);
  if (size < exact) return base + size;
  // In float32 steps like the reference implementation, whose buckets the public checkpoints were trained with.
  const ratio = Math.fround(Math.fround(Math.log(Math.fround(size / exact))) / Math.log(maxDistance / exact));
  return base + Math.min(half - 1, exact + Math.floor(Math.fround(ratio * (half - exact))));
}

/** Bias that every block of a stack adds to its attention scores, and the place where their gradients meet. */
export interface PositionBias {
  /** Bias of distance j − i at column j − i + longest − 1. (H, 2 · longest − 1) */
  readonly byDistance: Tensor2D;
  /** Adds one block's gradients of `byDistance`. (B, H · (2 · longest − 1)) */
  collect(perRecord: Tensor2D): void;
  /** After the last block's backward pass: pushes the one gradient of the shared table. */
  finish(): void;
}

/**
 * The table is one parameter that is used by every block: a unit's gradients from all its records and all blocks add up before the norm is
 * taken, because the norm of a sum is not the sum of norms. table (buckets, H), named `name`.
 */
export function positionBias(pass: Pass, name: string, shape: PositionBuckets): PositionBias {
  const { kernels, segments } = pass;
  const table = pass.parameters.matrix(name);
  const heads = table.shape[1];
  const distances = 2 * segments.longest - 1;
  const bucket = Int32Array.from({ length: distances }, (_, column) => bucketOf(column - segments.longest + 1, shape));
  const membership = cast(oneHot(tensor1d(bucket, 'int32'), shape.buckets), 'float32') as Tensor2D; // (distances, buckets)
  let perDistance: Tensor2D | undefined; // (B, H · distances)
  return {
    byDistance: transpose(kernels.matMul(membership, table)) as Tensor2D,
    collect: (perRecord) => {
      perDistance = perDistance === undefined ? perRecord : add<Tensor2D>(perDistance, perRecord);
    },
    finish() {
      if (perDistance === undefined) throw new Error(`${name}: no block has handed in its gradients.`);
      const byHead = reshape(perDistance, [segments.records * heads, distances]) as Tensor2D;
      const perBucket = kernels.matMul(byHead, membership); // (B · H, buckets)
      const perUnit = unitSums(pass, reshape(perBucket, [segments.records, heads * shape.buckets]) as Tensor2D);
      const asTable = (flat: Tensor1D): Tensor2D => transpose(reshape(flat, [heads, shape.buckets])) as Tensor2D;
      pass.gradients.push({
        parameter: name,
        squaredNorms: () => kernels.rowSquaredNorms(perUnit),
        sum: (weights) => asTable(weights === null ? sum<Tensor1D>(perUnit, 0) : kernels.weightedRowSum(perUnit, weights)),
      });
    },
  };
}
