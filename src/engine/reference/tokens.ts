// Reference kernels of the embedding, pooling, normalisation and loss, in plain tfjs operations on any backend.
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels, Segments } from '../kernels/kernels';
import { mapRecords, rowsOf, scaleRows } from './linear';

/** Adds up the rows of dy that have the same id. ids (T), dy (T, d) → (V, d) */
const scatterRows = (ids: Tensor1D, dy: Tensor2D, vocabulary: number): Tensor2D =>
  tf.scatterND(tf.reshape(ids, [-1, 1]), dy, [vocabulary, dy.shape[1]]);

const lengthOf = (segments: Segments, b: number): number => segments.hostStarts[b + 1] - segments.hostStarts[b];

/** x / rms(x). (R, d) */
const normalised = (x: Tensor2D, inverseRms: Tensor1D): Tensor2D => tf.mul(x, tf.reshape(inverseRms, [-1, 1]));

export const tokenKernels = {
  embed: (table, ids, multiplier) => tf.mul(tf.gather(table, ids), multiplier),

  embeddingSquaredNorms(ids, dy, segments, multiplier) {
    const norms = mapRecords(segments, (b) => {
      const own = tf.slice(ids, segments.hostStarts[b], lengthOf(segments, b));
      const same = tf.cast(tf.equal(tf.reshape(own, [-1, 1]), tf.reshape(own, [1, -1])), 'float32'); // (T, T)
      const dyb = rowsOf(dy, segments, b);
      return tf.reshape(tf.sum(tf.mul(same, tf.matMul(dyb, dyb, false, true))), [1, 1]);
    });
    return tf.mul(tf.reshape(norms, [segments.records]), multiplier * multiplier);
  },

  embeddingGradient(ids, dy, weights, segments, multiplier, vocabulary) {
    const weighted = weights === null ? dy : scaleRows(dy, weights, segments);
    return tf.mul(scatterRows(ids, weighted, vocabulary), multiplier);
  },

  rmsNorm(x, scale, epsilon) {
    const inverseRms = tf.rsqrt(tf.add(tf.mean(tf.square(x), 1), epsilon)) as Tensor1D;
    return { y: tf.mul(normalised(x, inverseRms), scale), inverseRms };
  },

  rmsNormBackward(x, inverseRms, scale, dy) {
    const xHat = normalised(x, inverseRms);
    const dxHat = tf.mul(dy, scale);
    const along = tf.mean(tf.mul(dxHat, xHat), 1, true);
    return tf.mul(tf.sub(dxHat, tf.mul(xHat, along)), tf.reshape(inverseRms, [-1, 1]));
  },

  rmsNormScaleGradients(x, inverseRms, dy, segments) {
    const each = tf.mul(normalised(x, inverseRms), dy) as Tensor2D; // (R, d)
    return mapRecords(segments, (b) => tf.sum(rowsOf(each, segments, b), 0, true));
  },

  relu: (x) => tf.relu(x),

  reluBackward: (y, dy) => tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32')),

  meanPool: (x, segments) => mapRecords(segments, (b) => tf.mean(rowsOf(x, segments, b), 0, true)),

  meanPoolBackward: (dy, segments) =>
    mapRecords(segments, (b) => {
      const row = tf.div(tf.slice(dy, [b, 0], [1, dy.shape[1]]), lengthOf(segments, b));
      return tf.tile(row, [lengthOf(segments, b), 1]) as Tensor2D;
    }),

  crossEntropy(logits, labels) {
    const logProbabilities = tf.logSoftmax(logits);
    const oneHot = tf.cast(tf.oneHot(labels, logits.shape[1]), 'float32') as Tensor2D;
    const loss = tf.neg(tf.sum(tf.mul(logProbabilities, oneHot), 1)) as Tensor1D;
    return { loss, dLogits: tf.sub(tf.exp(logProbabilities), oneHot) };
  },
} satisfies Partial<Kernels>;
