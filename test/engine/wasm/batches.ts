// Opens freshly built kernels, and makes the packs of records that the kernel tests run on.
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { buildKernels } from '../../../scripts/build-kernels.mjs';
import { packageRoot } from '../../../src/data/packageRoot';
import type { Kernels, Segments } from '../../../src/engine/kernels/kernels';
import { createSegments } from '../../../src/engine/kernels/segments';
import { createReferenceKernels } from '../../../src/engine/reference/kernels';
import { open, testNumbers } from '../backends';

/** Our kernels and the reference, on one backend, so that both take the same tensors. */
export async function openBoth(): Promise<{ wasm: Kernels; reference: Kernels }> {
  await buildKernels(join(packageRoot(), 'dist'));
  return { wasm: await open('wasm'), reference: createReferenceKernels('wasm') };
}

/** Record lengths: a single row, not a multiple of any tile, more than one block of rows (64), and very unequal. */
export const packs: Record<string, readonly number[]> = {
  'one record of one token': [1],
  'records of one token': [1, 1, 1, 1, 1],
  'one record': [13],
  'short and long records': [3, 70, 1, 8, 12],
  'records longer than a block of rows': [66, 90],
};

export function segmentsOf(lengths: readonly number[]): Segments {
  const starts = Int32Array.from({ length: lengths.length + 1 }, (_, b) => lengths.slice(0, b).reduce((sum, length) => sum + length, 0));
  return createSegments(starts);
}

export const matrix = (rows: number, columns: number, seed: number): tf.Tensor2D =>
  tf.tensor2d(testNumbers(rows * columns, seed), [rows, columns]);

export const vector = (size: number, seed: number): tf.Tensor1D => tf.tensor1d(testNumbers(size, seed));

export const stack = (sheets: number, rows: number, columns: number, seed: number): tf.Tensor3D =>
  tf.tensor3d(testNumbers(sheets * rows * columns, seed), [sheets, rows, columns]);

/** Ids from a small range, so that most repeat. */
export const idsBelow = (limit: number, count: number, seed: number): tf.Tensor1D =>
  tf.tensor1d(Int32Array.from(testNumbers(count, seed), (x) => Math.min(limit - 1, Math.floor(((x + 1) / 2) * limit))), 'int32');
