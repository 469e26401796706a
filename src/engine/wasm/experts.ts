// Rows to experts and back, and the experts' products, on the wasm heap.
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Kernels, Routing, Segments } from '../kernels/kernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { expectShape } from './shapes';

export type ExpertKernels = Pick<Kernels, 'dispatch' | 'dispatchBackward' | 'combine' | 'combineBackward' | 'expertMatMul' | 'expertGradient'>;

export function expertKernels(wasm: KernelExports, heap: Heap): ExpertKernels {
  /** Each sorted row times the weight of its unit. (R, n), (U) → (R, n) */
  const scaleSortedRows = (m: Tensor2D, weights: Tensor1D, { experts, order, offsets }: Routing, { rows, records, starts }: Segments): Tensor2D => {
    const n = m.shape[1];
    expectShape('weights', weights, [records]);
    const scaled = heap.allocate<Tensor2D>([rows, n]);
    wasm.scaleSortedRows(
      heap.pointer(m), n, heap.pointer(weights), heap.pointer(order), heap.pointer(offsets), experts,
      rows, heap.pointer(starts), heap.pointer(scaled),
    );
    return scaled;
  };

  return {
    dispatch(x, { order }) {
      const [rows, n] = x.shape;
      expectShape('x', x, [rows, n]);
      expectShape('order', order, [rows], 'int32');
      const sorted = heap.allocate<Tensor2D>([rows, n]);
      wasm.dispatch(heap.pointer(x), heap.pointer(order), rows, n, heap.pointer(sorted));
      return sorted;
    },

    dispatchBackward(dSorted, { experts, position, offsets }) {
      const [rows, n] = dSorted.shape;
      expectShape('dSorted', dSorted, [rows, n]);
      expectShape('position', position, [rows], 'int32');
      const dx = heap.allocate<Tensor2D>([rows, n]);
      wasm.gather(heap.pointer(dSorted), heap.pointer(position), heap.pointer(offsets), experts, 0, rows, n, heap.pointer(dx));
      return dx;
    },

    combine(sorted, { experts, position, offsets, gate }) {
      const [rows, n] = sorted.shape;
      expectShape('sorted', sorted, [rows, n]);
      expectShape('position', position, [rows], 'int32');
      const y = heap.allocate<Tensor2D>([rows, n]);
      wasm.gather(heap.pointer(sorted), heap.pointer(position), heap.pointer(offsets), experts, heap.pointer(gate), rows, n, heap.pointer(y));
      return y;
    },

    combineBackward(sorted, dy, { experts, order, offsets, gate }) {
      const [rows, n] = sorted.shape;
      expectShape('sorted', sorted, [rows, n]);
      expectShape('dy', dy, [rows, n]);
      expectShape('order', order, [rows], 'int32');
      const dSorted = heap.allocate<Tensor2D>([rows, n]);
      const dGate = heap.allocate<Tensor1D>([rows]);
      wasm.combineBackward(
        heap.pointer(sorted), heap.pointer(dy), heap.pointer(order), heap.pointer(gate), heap.pointer(offsets), experts,
        rows, n, heap.pointer(dSorted), heap.pointer(dGate),
      );
      return { dSorted, dGate };
    },

    expertMatMul(x, w, { experts, order, offsets }, transposeW = false) {
      const [rows, inputs] = x.shape;
      const outputs = transposeW ? w.shape[1] : w.shape[2];
      expectShape('x', x, [rows, inputs]);
      expectShape('w', w, transposeW ? [experts, outputs, inputs] : [experts, inputs, outputs]);
      expectShape('order', order, [rows], 'int32');
      const y = heap.allocate<Tensor2D>([rows, outputs]);
      wasm.expertMatMul(
        heap.pointer(x), inputs, heap.pointer(w), outputs, transposeW ? 1 : 0, heap.pointer(offsets), experts, rows, heap.pointer(y),
      );
      return y;
    },

    expertGradient(x, dy, routing, units) {
      const { experts, order, offsets } = routing;
      const { rows, records, longest, starts } = units;
      const [inputs, outputs] = [x.shape[1], dy.shape[1]];
      expectShape('x', x, [rows, inputs]);
      expectShape('dy', dy, [rows, outputs]);
      expectShape('order', order, [rows], 'int32');
      return {
        squaredNorms() {
          const norms = heap.allocate<Tensor1D>([records]);
          // One float64 total for each unit lies behind the scratch of the norm itself.
          heap.reserve(wasm.gradientNormElements(longest, inputs, outputs) + 2 * records);
          wasm.expertSquaredNorms(
            heap.pointer(x), inputs, heap.pointer(dy), outputs, heap.pointer(order), heap.pointer(offsets), experts,
            heap.pointer(starts), records, longest, heap.pointer(norms),
          );
          return norms;
        },
        sum(weights) {
          const weighted = weights === null ? dy : scaleSortedRows(dy, weights, routing, units);
          const gradient = heap.allocate<Tensor3D>([experts, inputs, outputs]);
          wasm.segmentGradients(heap.pointer(x), inputs, heap.pointer(weighted), outputs, heap.pointer(offsets), experts, heap.pointer(gradient));
          return gradient;
        },
      };
    },
  };
}
