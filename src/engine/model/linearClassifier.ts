// Logistic regression on the words of a record, made of the same private layers: the baseline that a small model has to beat.
import { mul, sqrt, tensor2d, type Tensor2D } from '@tensorflow/tfjs-core';
import { embedding } from '../layers/embedding';
import { rowBias } from '../layers/linear';
import type { Segments } from '../kernels/kernels';
import type { Pass } from '../layers/layer';
import { ParameterLayout } from '../parameters';
import { initialise } from './initialise';
import type { Model } from './model';

/**
 * logits = Σ_t table[id_t] / √T + bias. For distinct words these are the features of unit length that logistic regression on a
 * bag of words takes, so a record's gradient is bounded before it is clipped. Starts at zero.
 */
export function createLinearClassifier(vocabulary: number, classes: number): Model {
  const layout = new ParameterLayout([
    ['words.weight', [vocabulary, classes]],
    ['words.bias', [classes]],
  ]);
  return {
    layout,
    sparse: { layers: 0, experts: 0 },
    initialise: (seed) => initialise(layout, () => ({ constant: 0 }), seed),
    forward(kernels, parameters, batch) {
      const { segments, units, recordUnits } = batch;
      const pass: Pass = { kernels, parameters, segments, units, recordUnits, gradients: [] };
      const words = embedding(pass, 'words.weight', batch.ids, 1);
      const rootLength = rootLengths(batch.segments); // (B, 1)
      const pooled = mul(kernels.meanPool(words.y, batch.segments), rootLength) as Tensor2D; // (B, C)
      const head = rowBias(pass, 'words.bias')(pooled);
      const { loss, dLogits } = kernels.crossEntropy(head.y, batch.labels);
      return {
        logits: head.y,
        crossEntropy: loss,
        routings: [],
        backward() {
          words.backward(kernels.meanPoolBackward(mul(head.backward(dLogits), rootLength) as Tensor2D, batch.segments));
          return pass.gradients;
        },
      };
    },
  };
}

/** √T of each record: turns a mean of rows into a sum divided by √T. (B, 1) */
function rootLengths({ records, hostStarts }: Segments): Tensor2D {
  const lengths = Float32Array.from({ length: records }, (_, b) => hostStarts[b + 1] - hostStarts[b]);
  return sqrt(tensor2d(lengths, [records, 1]));
}
