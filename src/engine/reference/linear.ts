// Reference kernels of linear layers and per-record sums, in plain tfjs operations on any backend.
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels, Segments } from '../kernels/kernels';

/** The rows of record b. */
export function rowsOf(m: Tensor2D, segments: Segments, b: number): Tensor2D {
  const start = segments.hostStarts[b];
  return tf.slice(m, [start, 0], [segments.hostStarts[b + 1] - start, m.shape[1]]);
}

/** Applies `f` to every record and stacks the results. `f` returns (1, n) or (T_b, n). */
export function mapRecords(segments: Segments, f: (b: number) => Tensor2D): Tensor2D {
  return tf.concat(Array.from({ length: segments.records }, (_, b) => f(b)), 0);
}

/** For each row, the record that owns it. int32 (R) */
export function recordOfRow(segments: Segments): Int32Array {
  const owner = new Int32Array(segments.rows);
  for (let b = 0; b < segments.records; b++) owner.fill(b, segments.hostStarts[b], segments.hostStarts[b + 1]);
  return owner;
}

/** Each row times the weight of its unit. (R, n), (U) → (R, n) */
export function scaleRows(m: Tensor2D, weights: Tensor1D, units: Segments): Tensor2D {
  const owner = tf.tensor1d(recordOfRow(units), 'int32');
  return tf.mul(m, tf.reshape(tf.gather(weights, owner), [-1, 1]));
}

export const linearKernels = {
  matMul: (a, b, transposeA = false, transposeB = false) => tf.matMul(a, b, transposeA, transposeB),

  linearGradient: (x, dy, units) => ({
    squaredNorms() {
      const norms = mapRecords(units, (u) => {
        const xu = rowsOf(x, units, u); // (T, in)
        const dyu = rowsOf(dy, units, u); // (T, out)
        const products = tf.mul(tf.matMul(xu, xu, false, true), tf.matMul(dyu, dyu, false, true)); // (T, T)
        return tf.reshape(tf.sum(products), [1, 1]);
      });
      return tf.reshape(norms, [units.records]);
    },
    sum: (weights) => tf.matMul(x, weights === null ? dy : scaleRows(dy, weights, units), true),
  }),

  rowSquaredNorms: (m) => tf.sum(tf.square(m), 1) as Tensor1D,

  weightedRowSum: (m, weights) => tf.reshape(tf.matMul(tf.reshape(weights, [1, -1]), m), [m.shape[1]]),
} satisfies Partial<Kernels>;
