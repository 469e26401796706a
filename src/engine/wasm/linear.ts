// Products of linear layers, and norms and sums of per-record gradients, on the wasm heap.
import { add, reshape, tensor1d, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
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

  /** m (rows, n), weights (rows) → (n) */
  const weightedRowSum = (m: Tensor2D, weights: Tensor1D): Tensor1D => {
    const [rows, n] = m.shape;
    expectShape('m', m, [rows, n]);
    expectShape('weights', weights, [rows]);
    const sum = heap.allocate<Tensor1D>([n]);
    wasm.weightedRowSum(heap.pointer(m), heap.pointer(weights), rows, n, heap.pointer(sum));
    return sum;
  };

  return {
    matMul,

    /**
     * Each unit's norm comes from its own gradient, which is kept for the sum, or from Gram matrices: decided by its own length, since a
     * decision for the whole batch would let batch-mates change the last bits of a norm.
     */
    linearGradient(x, dy, units) {
      const { rows, records, longest, starts, hostStarts } = units;
      const [inputs, outputs] = [x.shape[1], dy.shape[1]];
      expectShape('x', x, [rows, inputs]);
      expectShape('dy', dy, [rows, outputs]);
      const keeps = Array.from({ length: records }, (_, u) => wasm.keepsGradient(hostStarts[u + 1] - hostStarts[u], inputs, outputs) === 1);
      const keptUnits = keeps.filter(Boolean).length;
      let kept: Tensor2D | undefined; // (kept units, in · out)

      const sumOfRows = (weights: Tensor1D | null): Tensor2D => matMul(x, weights === null ? dy : scaleRows(dy, weights, units), true);
      const sumOfKept = (gradients: Tensor2D, weights: Tensor1D): Tensor2D => reshape(weightedRowSum(gradients, weights), [inputs, outputs]);
      return {
        squaredNorms() {
          const norms = heap.allocate<Tensor1D>([records]);
          if (keptUnits > 0) kept = heap.allocate<Tensor2D>([keptUnits, inputs * outputs]);
          heap.reserve(wasm.gradientNormElements(longest, inputs, outputs));
          wasm.gradientSquaredNorms(
            heap.pointer(x), inputs, heap.pointer(dy), outputs, heap.pointer(starts), records, kept ? heap.pointer(kept) : 0, heap.pointer(norms),
          );
          return norms;
        },
        sum(weights) {
          if (weights === null || kept === undefined) return sumOfRows(weights);
          if (keptUnits === records) return sumOfKept(kept, weights);
          const host = weights.dataSync<'float32'>();
          const ofOthers = tensor1d(host.map((weight, u) => (keeps[u] ? 0 : weight)));
          return add(sumOfRows(ofOthers), sumOfKept(kept, tensor1d(host.filter((_, u) => keeps[u]))));
        },
      };
    },

    rowSquaredNorms(m) {
      const [rows, n] = m.shape;
      expectShape('m', m, [rows, n]);
      const norms = heap.allocate<Tensor1D>([rows]);
      wasm.rowSquaredNorms(heap.pointer(m), rows, n, heap.pointer(norms));
      return norms;
    },

    weightedRowSum,
  };
}
