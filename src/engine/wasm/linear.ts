// Products of linear layers, and norms and sums of per-record gradients, on the wasm heap.
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels, Segments } from '../kernels/kernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { expectShape } from './shapes';

export type LinearKernels = Pick<Kernels, 'matMul' | 'linearGradient' | 'rowSquaredNorms' | 'weightedRowSum'>;

export function linearKernels(wasm: KernelExports, heap: Heap): LinearKernels {
  const matMul: Kernels['matMul'] = (a, b, transposeA = false, transposeB = false) => {
    const [m, k] = transposeA ? [a.shape[1], a.shape[0]] : a.shape;
    const n = transposeB ? b.shape[0] : b.shape[1];
    expectShape('a', a, transposeA ? [k, m] : [m, k]);
    expectShape('b', b, transposeB ? [n, k] : [k, n]);
    const c = heap.allocate<Tensor2D>([m, n]);
    wasm.multiply(
      m, n, k,
      heap.pointer(a), a.shape[1], transposeA ? 1 : 0, heap.pointer(b), b.shape[1], transposeB ? 1 : 0, heap.pointer(c), n,
    );
    return c;
  };

  /** Each row times the weight of its unit. (R, n), (U) → (R, n) */
  const scaleRows = (m: Tensor2D, weights: Tensor1D, { rows, records, starts }: Segments): Tensor2D => {
    const n = m.shape[1];
    expectShape('weights', weights, [records]);
    const scaled = heap.allocate<Tensor2D>([rows, n]);
    wasm.scaleRows(heap.pointer(m), n, heap.pointer(weights), heap.pointer(starts), records, heap.pointer(scaled));
    return scaled;
  };

  return {
    matMul,

    /**
     * No unit's gradient is kept. Which way to its norm is the cheaper, is decided for each unit by its own length: a decision for
     * the whole batch would let batch-mates change the last bits of a norm.
     */
    linearGradient(x, dy, units) {
      const { rows, records, longest, starts } = units;
      const [inputs, outputs] = [x.shape[1], dy.shape[1]];
      expectShape('x', x, [rows, inputs]);
      expectShape('dy', dy, [rows, outputs]);
      return {
        squaredNorms() {
          const norms = heap.allocate<Tensor1D>([records]);
          heap.reserve(wasm.gradientNormElements(longest, inputs, outputs));
          wasm.gradientSquaredNorms(heap.pointer(x), inputs, heap.pointer(dy), outputs, heap.pointer(starts), records, heap.pointer(norms));
          return norms;
        },
        sum: (weights) => matMul(x, weights === null ? dy : scaleRows(dy, weights, units), true),
      };
    },

    rowSquaredNorms(m) {
      const [rows, n] = m.shape;
      expectShape('m', m, [rows, n]);
      const norms = heap.allocate<Tensor1D>([rows]);
      wasm.rowSquaredNorms(heap.pointer(m), rows, n, heap.pointer(norms));
      return norms;
    },

    weightedRowSum(m, weights) {
      const [rows, n] = m.shape;
      expectShape('m', m, [rows, n]);
      expectShape('weights', weights, [rows]);
      const sum = heap.allocate<Tensor1D>([n]);
      wasm.weightedRowSum(heap.pointer(m), heap.pointer(weights), rows, n, heap.pointer(sum));
      return sum;
    },
  };
}
