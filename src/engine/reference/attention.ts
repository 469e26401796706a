// Reference kernels of multi-head self-attention inside each record, in plain tfjs operations on any backend.
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { AttentionShape, Kernels, Segments } from '../kernels/kernels';
import { rowsOf } from './linear';

/** Queries, keys and values of record b, each (H, T, dKv). */
function splitHeads(qkv: Tensor2D, shape: AttentionShape, segments: Segments, b: number): [Tensor3D, Tensor3D, Tensor3D] {
  const rows = rowsOf(qkv, segments, b);
  const [length] = rows.shape;
  const parts = tf.transpose(tf.reshape(rows, [length, 3, shape.numHeads, shape.dKv]), [1, 2, 0, 3]); // (3, H, T, dKv)
  return [0, 1, 2].map((i) => tf.reshape(tf.slice(parts, [i], [1]), [shape.numHeads, length, shape.dKv])) as [Tensor3D, Tensor3D, Tensor3D];
}

/** (H, T, dKv) → (T, H · dKv) */
const joinHeads = (m: Tensor3D): Tensor2D => tf.reshape(tf.transpose(m, [1, 0, 2]), [m.shape[1], m.shape[0] * m.shape[2]]);

/** Column of distanceBias for each (query i, key j): j - i + L - 1. (T · T) */
function distanceColumns(length: number, distances: number): Int32Array {
  const longest = (distances + 1) / 2;
  return Int32Array.from({ length: length * length }, (_, k) => (k % length) - Math.floor(k / length) + longest - 1);
}

/** The bias of every pair of positions. distanceBias (H, 2L-1) → (H, T, T) */
function pairBias(distanceBias: Tensor2D, length: number): Tensor3D {
  const columns = tf.tensor1d(distanceColumns(length, distanceBias.shape[1]), 'int32');
  return tf.reshape(tf.gather(distanceBias, columns, 1), [distanceBias.shape[0], length, length]);
}

/** Adds up the score gradients of equal distance. dScores (H, T, T) → (1, H · distances) */
function sumByDistance(dScores: Tensor3D, distances: number): Tensor2D {
  const [heads, length] = dScores.shape;
  const columns = tf.tensor2d(distanceColumns(length, distances), [length * length, 1], 'int32');
  const oneHot = tf.cast(tf.equal(columns, tf.range(0, distances, 1, 'int32')), 'float32') as Tensor2D; // (T · T, distances)
  return tf.reshape(tf.matMul(tf.reshape(dScores, [heads, length * length]), oneHot), [1, heads * distances]);
}

export const attentionKernels = {
  attention(qkv, distanceBias, shape, segments) {
    const outs: Tensor2D[] = [];
    const probabilities: Tensor1D[] = [];
    for (let b = 0; b < segments.records; b++) {
      const [q, k, v] = splitHeads(qkv, shape, segments, b);
      const scaled = tf.mul(tf.matMul(q, k, false, true), shape.scale); // (H, T, T)
      const scores = distanceBias === null ? scaled : tf.add(scaled, pairBias(distanceBias, q.shape[1]));
      const p = tf.softmax(scores) as Tensor3D;
      outs.push(joinHeads(tf.matMul(p, v)));
      probabilities.push(tf.reshape(p, [-1]));
    }
    return { out: tf.concat(outs, 0), probabilities: tf.concat(probabilities, 0) };
  },

  attentionBackward(qkv, probabilities, dOut, distances, shape, segments) {
    const dQkv: Tensor2D[] = [];
    const dBias: Tensor2D[] = [];
    let offset = 0;
    for (let b = 0; b < segments.records; b++) {
      const [q, k, v] = splitHeads(qkv, shape, segments, b);
      const [heads, length, width] = q.shape;
      const p = tf.reshape(tf.slice(probabilities, offset, heads * length * length), [heads, length, length]);
      offset += heads * length * length;
      const dO = tf.transpose(tf.reshape(rowsOf(dOut, segments, b), [length, heads, width]), [1, 0, 2]) as Tensor3D; // (H, T, dKv)
      const dP = tf.matMul(dO, v, false, true); // (H, T, T)
      const dScores = tf.mul(p, tf.sub(dP, tf.sum(tf.mul(dP, p), -1, true))) as Tensor3D;
      const dQ = tf.mul(tf.matMul(dScores, k), shape.scale) as Tensor3D;
      const dK = tf.mul(tf.matMul(dScores, q, true), shape.scale) as Tensor3D;
      const dV = tf.matMul(p, dO, true) as Tensor3D;
      dQkv.push(tf.concat([joinHeads(dQ), joinHeads(dK), joinHeads(dV)], 1) as Tensor2D);
      if (distances > 0) dBias.push(sumByDistance(dScores, distances));
    }
    return { dQkv: tf.concat(dQkv, 0), dDistanceBias: distances > 0 ? tf.concat(dBias, 0) : null };
  },
} satisfies Partial<Kernels>;
