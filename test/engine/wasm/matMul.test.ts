// The matrix product against sums in float64, around every border of tiles, panels and blocks.
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernels } from '../../../src/engine/kernels/kernels';
import { relativeError } from '../backends';
import { matrix, openKernels } from './batches';

let wasm: Kernels;
beforeAll(async () => {
  wasm = await openKernels('kernels.wasm');
});

function product(a: Tensor2D, b: Tensor2D, transposeA: boolean, transposeB: boolean): Float64Array {
  const [m, k] = transposeA ? [a.shape[1], a.shape[0]] : a.shape;
  const n = transposeB ? b.shape[0] : b.shape[1];
  const [left, right] = [a.dataSync(), b.dataSync()];
  const result = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let l = 0; l < k; l++) {
        result[i * n + j] += left[transposeA ? l * m + i : i * k + l] * right[transposeB ? j * k + l : l * n + j];
      }
    }
  }
  return result;
}

const sizes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [3, 2, 1],
  [4, 8, 4],
  [5, 9, 3],
  [37, 53, 101],
  [63, 257, 31],
  [65, 8, 255],
  [64, 16, 256],
  [2, 7, 257],
  [130, 70, 600],
  [300, 2, 16],
  [1, 520, 40],
];

describe.each(sizes)('(%d × %d) with inner dimension %d', (m, n, k) => {
  it.each([[false, false], [false, true], [true, false], [true, true]])('transposed: %s, %s', (transposeA, transposeB) => {
    tidy(() => {
      const a = transposeA ? matrix(k, m, 1) : matrix(m, k, 1);
      const b = transposeB ? matrix(n, k, 2) : matrix(k, n, 2);
      const c = wasm.matMul(a, b, transposeA, transposeB);
      expect(c.shape).toEqual([m, n]);
      expect(relativeError(c.dataSync(), product(a, b, transposeA, transposeB))).toBeLessThan(1e-5);
    });
  });
});

it('gives zero for an inner dimension of zero', () => {
  expect([...wasm.matMul(matrix(0, 2, 1), matrix(0, 3, 1), true).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
});

it('gives an empty matrix for no rows', () => {
  expect(wasm.matMul(matrix(0, 4, 1), matrix(4, 3, 1)).shape).toEqual([0, 3]);
});
