// Embedding, normalisation, activation, pooling and loss on the wasm heap.
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/kernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { expectShape, expectWithin } from './shapes';

export type TokenKernels = Pick<
  Kernels,
  | 'embed'
  | 'embeddingSquaredNorms'
  | 'embeddingGradient'
  | 'rmsNorm'
  | 'rmsNormBackward'
  | 'rmsNormScaleGradients'
  | 'relu'
  | 'reluBackward'
  | 'meanPool'
  | 'meanPoolBackward'
  | 'crossEntropy'
>;

export function tokenKernels(wasm: KernelExports, heap: Heap): TokenKernels {
  return {
    embed(table, ids, multiplier) {
      const [vocabulary, d] = table.shape;
      const count = ids.shape[0];
      expectShape('table', table, [vocabulary, d]);
      expectShape('ids', ids, [count], 'int32');
      expectWithin('ids', wasm.firstOutside(heap.pointer(ids), count, vocabulary), vocabulary);
      const rows = heap.allocate<Tensor2D>([count, d]);
      wasm.embed(heap.pointer(table), heap.pointer(ids), count, d, multiplier, heap.pointer(rows));
      return rows;
    },

    embeddingSquaredNorms(ids, dy, { rows, records, longest, starts }, multiplier) {
      const d = dy.shape[1];
      expectShape('ids', ids, [rows], 'int32');
      expectShape('dy', dy, [rows, d]);
      const norms = heap.allocate<Tensor1D>([records]);
      heap.reserve(wasm.embeddingNormElements(longest, d));
      wasm.embeddingSquaredNorms(heap.pointer(ids), heap.pointer(dy), d, heap.pointer(starts), records, multiplier, heap.pointer(norms));
      return norms;
    },

    embeddingGradient(ids, dy, weights, { rows, records, starts }, multiplier, vocabulary) {
      const d = dy.shape[1];
      expectShape('ids', ids, [rows], 'int32');
      expectShape('dy', dy, [rows, d]);
      if (weights) expectShape('weights', weights, [records]);
      expectWithin('ids', wasm.firstOutside(heap.pointer(ids), rows, vocabulary), vocabulary);
      const table = heap.allocate<Tensor2D>([vocabulary, d]);
      const factors = weights ? heap.pointer(weights) : 0;
      wasm.embeddingGradient(
        heap.pointer(ids), heap.pointer(dy), d, factors, heap.pointer(starts), records, multiplier, vocabulary, heap.pointer(table),
      );
      return table;
    },

    rmsNorm(x, scale, epsilon) {
      const [rows, d] = x.shape;
      expectShape('x', x, [rows, d]);
      expectShape('scale', scale, [d]);
      const y = heap.allocate<Tensor2D>([rows, d]);
      const inverseRms = heap.allocate<Tensor1D>([rows]);
      wasm.rmsNorm(heap.pointer(x), heap.pointer(scale), rows, d, epsilon, heap.pointer(y), heap.pointer(inverseRms));
      return { y, inverseRms };
    },

    rmsNormBackward(x, inverseRms, scale, dy) {
      const [rows, d] = x.shape;
      expectShape('x', x, [rows, d]);
      expectShape('inverseRms', inverseRms, [rows]);
      expectShape('scale', scale, [d]);
      expectShape('dy', dy, [rows, d]);
      const dx = heap.allocate<Tensor2D>([rows, d]);
      wasm.rmsNormBackward(
        heap.pointer(x), heap.pointer(inverseRms), heap.pointer(scale), heap.pointer(dy), rows, d, heap.pointer(dx),
      );
      return dx;
    },

    rmsNormScaleGradients(x, inverseRms, dy, { rows, records, starts }) {
      const d = x.shape[1];
      expectShape('x', x, [rows, d]);
      expectShape('inverseRms', inverseRms, [rows]);
      expectShape('dy', dy, [rows, d]);
      const gradients = heap.allocate<Tensor2D>([records, d]);
      wasm.rmsNormScaleGradients(
        heap.pointer(x), heap.pointer(inverseRms), heap.pointer(dy), d, heap.pointer(starts), records, heap.pointer(gradients),
      );
      return gradients;
    },

    relu(x) {
      expectShape('x', x, x.shape);
      const y = heap.allocate<Tensor2D>(x.shape);
      wasm.relu(heap.pointer(x), x.size, heap.pointer(y));
      return y;
    },

    reluBackward(y, dy) {
      expectShape('y', y, y.shape);
      expectShape('dy', dy, y.shape);
      const dx = heap.allocate<Tensor2D>(y.shape);
      wasm.reluBackward(heap.pointer(y), heap.pointer(dy), y.size, heap.pointer(dx));
      return dx;
    },

    meanPool(x, { rows, records, starts }) {
      const d = x.shape[1];
      expectShape('x', x, [rows, d]);
      const mean = heap.allocate<Tensor2D>([records, d]);
      wasm.meanPool(heap.pointer(x), d, heap.pointer(starts), records, heap.pointer(mean));
      return mean;
    },

    meanPoolBackward(dy, { rows, records, starts }) {
      const d = dy.shape[1];
      expectShape('dy', dy, [records, d]);
      const dx = heap.allocate<Tensor2D>([rows, d]);
      wasm.meanPoolBackward(heap.pointer(dy), d, heap.pointer(starts), records, heap.pointer(dx));
      return dx;
    },

    crossEntropy(logits, labels) {
      const [records, classes] = logits.shape;
      expectShape('logits', logits, [records, classes]);
      expectShape('labels', labels, [records], 'int32');
      expectWithin('labels', wasm.firstOutside(heap.pointer(labels), records, classes), classes);
      const loss = heap.allocate<Tensor1D>([records]);
      const dLogits = heap.allocate<Tensor2D>([records, classes]);
      wasm.crossEntropy(heap.pointer(logits), heap.pointer(labels), records, classes, heap.pointer(loss), heap.pointer(dLogits));
      return { loss, dLogits };
    },
  };
}
