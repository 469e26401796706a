// Private token embedding: y = multiplier · table[id].
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Pass } from './layer';

/**
 * The first layer of a model: it takes token ids, so its backward pass returns nothing. The rows of one unit with the same
 * id add up before the norm is taken. table (V, d); ids int32 (R) → (R, d)
 *
 * @param multiplier factor on the looked-up rows; it lifts the table's share of a clipped gradient by the same factor
 */
export function embedding(pass: Pass, name: string, ids: Tensor1D, multiplier: number): { y: Tensor2D; backward(dy: Tensor2D): void } {
  const { kernels, units } = pass;
  const table = pass.parameters.matrix(name);
  return {
    y: kernels.embed(table, ids, multiplier),
    backward(dy) {
      pass.gradients.push({
        parameter: name,
        squaredNorms: () => kernels.embeddingSquaredNorms(ids, dy, units, multiplier),
        sum: (weights) => kernels.embeddingGradient(ids, dy, weights, units, multiplier, table.shape[0]),
      });
    },
  };
}
