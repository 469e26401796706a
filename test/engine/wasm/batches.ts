// Opens freshly built kernels, and makes the packs of records that the kernel tests run on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { buildKernels } from '../../../scripts/build-kernels.mjs';
import { packageRoot } from '../../../src/data/packageRoot';
import type { Kernels, Segments } from '../../../src/engine/kernels/kernels';
import { createSegments } from '../../../src/engine/kernels/segments';
import { createWasmKernels } from '../../../src/engine/wasm/kernels';
import { open, testNumbers } from '../backends';

/** The two compiled forms of the kernels. The relaxed one is there wherever the trainer's own start-up finds it. */
export const variants = ['kernels.wasm', 'kernels-relaxed.wasm'] as const;
export type Variant = (typeof variants)[number];

const dist = join(packageRoot(), 'dist');

/** A module as it was built. */
export function readVariant(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(dist, file)));
}

/** Kernels from sources as they are now, on a running wasm backend. */
export async function openKernels(variant: Variant): Promise<Kernels> {
  await buildKernels(dist);
  await open('wasm');
  return createWasmKernels(tf.backend() as BackendWasm, readVariant(variant));
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
