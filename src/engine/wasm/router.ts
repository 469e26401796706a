// Top-1 router on the wasm heap.
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/kernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { expectShape } from './shapes';

export type RouterKernels = Pick<Kernels, 'route' | 'routerLoss' | 'routeBackward'>;

export function routerKernels(wasm: KernelExports, heap: Heap): RouterKernels {
  /** 0 says that each record balances by its own load. */
  const loadPointer = (load: Tensor1D | undefined, experts: number): number => {
    if (load === undefined) return 0;
    expectShape('load', load, [experts]);
    return heap.pointer(load);
  };
  return {
    route(logits, capacity, { rows, records, longest, starts }) {
      const experts = logits.shape[1];
      expectShape('logits', logits, [rows, experts]);
      const probabilities = heap.allocate<Tensor2D>([rows, experts]);
      const logSumExp = heap.allocate<Tensor1D>([rows]);
      const expert = heap.allocate<Tensor1D>([rows], 'int32');
      const gate = heap.allocate<Tensor1D>([rows]);
      wasm.routerSoftmax(
        heap.pointer(logits), rows, experts,
        heap.pointer(probabilities), heap.pointer(logSumExp), heap.pointer(expert), heap.pointer(gate),
      );
      const order = heap.allocate<Tensor1D>([rows], 'int32');
      const position = heap.allocate<Tensor1D>([rows], 'int32');
      const offsets = heap.allocate<Tensor1D>([experts + 1], 'int32');
      heap.reserve(2 * experts);
      // A record never has more rows than the longest, so that this capacity is as good as infinite.
      const rowsPerExpert = Math.min(Math.floor(capacity), longest);
      wasm.sortByExpert(
        heap.pointer(expert), experts, rowsPerExpert, heap.pointer(starts), records,
        heap.pointer(gate), heap.pointer(order), heap.pointer(position), heap.pointer(offsets),
      );
      return { experts, probabilities, logSumExp, expert, gate, order, position, offsets };
    },

    routerLoss({ experts, probabilities, logSumExp, expert }, { balancing, load, zLoss }, { rows, records, starts }) {
      expectShape('probabilities', probabilities, [rows, experts]);
      const losses = heap.allocate<Tensor1D>([records]);
      heap.reserve(2 * experts);
      wasm.routerLoss(
        heap.pointer(probabilities), heap.pointer(logSumExp), heap.pointer(expert), experts, balancing, loadPointer(load, experts), zLoss,
        heap.pointer(starts), records, heap.pointer(losses),
      );
      return losses;
    },

    routeBackward({ experts, probabilities, logSumExp, expert, position, offsets }, dGate, { balancing, load, zLoss }, { rows, records, starts }) {
      expectShape('probabilities', probabilities, [rows, experts]);
      expectShape('dGate', dGate, [rows]);
      const dLogits = heap.allocate<Tensor2D>([rows, experts]);
      heap.reserve(experts);
      wasm.routeBackward(
        heap.pointer(probabilities), heap.pointer(logSumExp), heap.pointer(expert), heap.pointer(position), heap.pointer(offsets),
        experts, heap.pointer(dGate), balancing, loadPointer(load, experts), zLoss, heap.pointer(starts), records, heap.pointer(dLogits),
      );
      return dLogits;
    },
  };
}
