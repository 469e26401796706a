// Attention inside each record on the wasm heap.
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels, Segments } from '../kernels/kernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { expectShape } from './shapes';

export type AttentionKernels = Pick<Kernels, 'attention'>;

/** Σ_b T_b². */
function sumOfSquaredLengths({ hostStarts, records }: Segments): number {
  let sum = 0;
  for (let b = 0; b < records; b++) sum += (hostStarts[b + 1] - hostStarts[b]) ** 2;
  return sum;
}

/** @throws Error (a defect of the caller) unless the bias of every distance between two rows of a record has a column */
function expectDistances(distances: number, longest: number): void {
  if (distances % 2 === 0 || distances < 2 * longest - 1) {
    throw new Error(`distanceBias has ${distances} columns; records of ${longest} rows need an odd number of at least ${2 * longest - 1}.`);
  }
}

export function attentionKernels(wasm: KernelExports, heap: Heap): AttentionKernels {
  return {
    attention(qkv, distanceBias, { numHeads, dKv, scale }, segments) {
      const { rows, records, longest, starts } = segments;
      const distances = distanceBias ? distanceBias.shape[1] : 0;
      expectShape('qkv', qkv, [rows, 3 * numHeads * dKv]);
      if (distanceBias) {
        expectShape('distanceBias', distanceBias, [numHeads, distances]);
        expectDistances(distances, longest);
      }
      const out = heap.allocate<Tensor2D>([rows, numHeads * dKv]);
      const probabilities = heap.allocate<Tensor1D>([numHeads * sumOfSquaredLengths(segments)]);
      heap.reserve(longest);
      wasm.attention(
        heap.pointer(qkv), distanceBias ? heap.pointer(distanceBias) : 0, distances, numHeads, dKv, scale,
        heap.pointer(starts), records, longest, heap.pointer(out), heap.pointer(probabilities),
      );
      return {
        out,
        backward(dOut) {
          expectShape('dOut', dOut, [rows, numHeads * dKv]);
          const dQkv = heap.allocate<Tensor2D>(qkv.shape);
          const dDistanceBias = distanceBias ? heap.allocate<Tensor2D>([records, numHeads * distances]) : null;
          heap.reserve(longest * longest);
          wasm.attentionBackward(
            heap.pointer(qkv), heap.pointer(probabilities), heap.pointer(dOut), distances, numHeads, dKv, scale,
            heap.pointer(starts), records, heap.pointer(dQkv), dDistanceBias ? heap.pointer(dDistanceBias) : 0,
          );
          return { dQkv, dDistanceBias };
        },
      };
    },
  };
}
