// Products of linear layers, and norms and sums of their gradients by unit, by TensorFlow's operations.
import { tidy, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/kernels';
import { paddingOf } from './padding';
import type { Operations } from './tensorFlow';

export type LinearKernels = Pick<Kernels, 'matMul' | 'linearGradient' | 'rowSquaredNorms' | 'weightedRowSum'>;

/**
 * Elements that are read or written in the time of one multiplication and addition: moving memory is that much dearer. Measured
 * with the library's products on one core; any value gives the same norms.
 */
const OPERATIONS_PER_ELEMENT = 20;

/** Gradients of units that are kept for the sum take at most this many elements a layer. */
const MOST_KEPT = 2 ** 25;

/**
 * Whether a unit's own gradient (2 L · in · out operations, written once and read twice, after which the sum needs no product) is
 * cheaper than its Gram matrices (2 L² · (in + out) operations, and a product for the sum). The cost in common is left out.
 */
export function keepsGradients(units: number, longest: number, inputs: number, outputs: number): boolean {
  const size = inputs * outputs;
  return units * size <= MOST_KEPT && 3 * OPERATIONS_PER_ELEMENT * size < 2 * longest * longest * (inputs + outputs);
}

/** Σ over all but the first dimension. (n, …) → (n) */
export const sumOfEach = (operations: Operations, a: Tensor): Tensor1D =>
  operations.sum(a, Array.from({ length: a.rank - 1 }, (_, i) => i + 1));

/** ⟨X Xᵀ, dY dYᵀ⟩ of each block of rows. x (n, L, in), dy (n, L, out) → (n) */
export function ghostSquaredNorms(operations: Operations, x: Tensor, dy: Tensor): Tensor1D {
  const gram = (m: Tensor): Tensor => operations.batchMatMul(m, m, false, true);
  return sumOfEach(operations, operations.mul(gram(x), gram(dy)));
}

export function linearKernels(operations: Operations): LinearKernels {
  const { matMul, mul, batchMatMul, reshape, gather, slice, pack } = operations;
  const asColumn = (v: Tensor1D): Tensor2D => reshape(v, [v.size, 1]);
  /** Each row times itself: one pass over memory, where squares that are summed take three. */
  const rowSquaredNorms = (m: Tensor2D): Tensor1D =>
    tidy(() => {
      const rows = reshape(m, [m.shape[0], 1, m.shape[1]]);
      return reshape(batchMatMul(rows, rows, false, true), [m.shape[0]]);
    });
  const weightedRowSum = (m: Tensor2D, weights: Tensor1D): Tensor1D =>
    tidy(() => reshape(matMul(reshape(weights, [1, weights.size]), m), [m.shape[1]]));

  return {
    matMul,
    rowSquaredNorms,
    weightedRowSum,

    linearGradient(x, dy, units) {
      const [inputs, outputs] = [x.shape[1], dy.shape[1]];
      const padding = paddingOf(operations, units);
      let kept: Tensor2D | undefined; // (U, in · out)
      /** Each unit's own; one by one where they differ in length, without a row of padding. (U, in, out) */
      const gradients = (): Tensor => {
        if (padding.uniform) return batchMatMul(padding.fill(x), padding.fill(dy), true);
        const { hostStarts } = units;
        const rowsOf = (m: Tensor2D, u: number): Tensor2D => slice(m, [hostStarts[u], 0], [hostStarts[u + 1] - hostStarts[u], m.shape[1]]);
        return pack(Array.from({ length: units.records }, (_, u) => matMul(rowsOf(x, u), rowsOf(dy, u), true)));
      };
      const weighted = (m: Tensor2D, weights: Tensor1D): Tensor2D => mul(m, asColumn(padding.longest === 1 ? weights : gather(weights, padding.owners())));
      return {
        squaredNorms: () => {
          if (padding.longest === 1) return tidy(() => mul(rowSquaredNorms(x), rowSquaredNorms(dy)));
          if (!keepsGradients(units.records, padding.longest, inputs, outputs)) {
            return tidy(() => ghostSquaredNorms(operations, padding.fill(x), padding.pad(dy)));
          }
          kept = tidy(() => reshape<Tensor2D>(gradients(), [units.records, inputs * outputs]));
          return rowSquaredNorms(kept);
        },
        sum: (weights) =>
          tidy(() => {
            if (weights === null) return matMul(x, dy, true);
            if (kept !== undefined) return reshape<Tensor2D>(weightedRowSum(kept, weights), [inputs, outputs]);
            return inputs < outputs ? matMul(weighted(x, weights), dy, true) : matMul(x, weighted(dy, weights), true);
          }),
      };
    },
  };
}
