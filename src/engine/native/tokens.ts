// Embedding, normalisation, activation, pooling and loss by TensorFlow's operations.
import { scalar, tensor1d, tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels, Segments } from '../kernels/kernels';
import { sumOfEach } from './linear';
import { paddingOf } from './padding';
import type { Operations } from './tensorFlow';

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

/** Rows of one unit with the same id form a group: for each row its group, and for each group its unit. */
function groupIds(ids: ArrayLike<number>, { records, hostStarts }: Segments): { groupOfRow: Int32Array; unitOfGroup: number[] } {
  const groupOfRow = new Int32Array(ids.length);
  const unitOfGroup: number[] = [];
  for (let u = 0; u < records; u++) {
    const groups = new Map<number, number>();
    for (let row = hostStarts[u]; row < hostStarts[u + 1]; row++) {
      let group = groups.get(ids[row]);
      if (group === undefined) {
        group = unitOfGroup.push(u) - 1;
        groups.set(ids[row], group);
      }
      groupOfRow[row] = group;
    }
  }
  return { groupOfRow, unitOfGroup };
}

export function tokenKernels(operations: Operations): TokenKernels {
  const { add, sub, mul, square, rsqrt, mean, reshape, gather, sumById } = operations;
  const asColumn = (v: Tensor1D): Tensor2D => reshape(v, [v.size, 1]);

  return {
    embed: (table, ids, multiplier) => tidy(() => mul(gather(table, ids), scalar(multiplier))),

    embeddingSquaredNorms: (ids, dy, units, multiplier) =>
      tidy(() => {
        const { groupOfRow, unitOfGroup } = groupIds(ids.dataSync<'int32'>(), units);
        const sums = sumById<Tensor2D>(dy, tensor1d(groupOfRow, 'int32'), unitOfGroup.length);
        const norms = sumById<Tensor1D>(sumOfEach(operations, square(sums)), tensor1d(unitOfGroup, 'int32'), units.records);
        return mul(norms, scalar(multiplier * multiplier));
      }),

    embeddingGradient: (ids, dy, weights, units, multiplier, vocabulary) =>
      tidy(() => {
        const weighted = weights === null ? dy : mul(dy, asColumn(gather(weights, paddingOf(operations, units).owners())));
        return mul(sumById(weighted, ids, vocabulary), scalar(multiplier));
      }),

    rmsNorm: (x, scale, epsilon) =>
      tidy(() => {
        const inverse = rsqrt(add<Tensor2D>(mean(square(x), [1], true), scalar(epsilon))); // (R, 1)
        return { y: mul<Tensor2D>(mul(x, inverse), scale), inverseRms: reshape<Tensor1D>(inverse, [inverse.size]) };
      }),

    // With g = scale ⊙ dy and r the inverse RMS: dx = r (g - x · r² · mean(x ⊙ g)).
    rmsNormBackward: (x, inverseRms, scale, dy) =>
      tidy(() => {
        const inverse = asColumn(inverseRms);
        const g = mul(scale, dy);
        const pull = mul(mean(mul(x, g), [1], true), square(inverse)); // (R, 1)
        return mul(inverse, sub(g, mul(x, pull)));
      }),

    rmsNormScaleGradients: (x, inverseRms, dy, units) =>
      tidy(() => paddingOf(operations, units).sums(mul(mul(x, asColumn(inverseRms)), dy))),

    relu: (x) => operations.relu(x),
    reluBackward: (y, dy) => operations.reluGradient(dy, y),

    meanPool: (x, segments) =>
      tidy(() => {
        const padding = paddingOf(operations, segments);
        return mul(padding.sums(x), padding.inverseLengths());
      }),

    meanPoolBackward: (dy, segments) =>
      tidy(() => {
        const padding = paddingOf(operations, segments);
        return gather(mul(dy, padding.inverseLengths()), padding.owners());
      }),

    crossEntropy: (logits, labels) =>
      tidy(() => {
        const [loss, dLogits] = operations.crossEntropy(logits, labels);
        return { loss, dLogits };
      }),
  };
}
