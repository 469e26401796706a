// Reference kernels of multi-head self-attention inside each record, in plain tfjs operations on any backend.
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Attention, AttentionShape, Kernels, Segments } from '../kernels/kernels';
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
    const records = Array.from({ length: segments.records }, (_, b) => attend(splitHeads(qkv, shape, segments, b), distanceBias, shape));
    return {
      out: tf.concat(records.map(({ out }) => out), 0),
      backward(dOut) {
        const parts = records.map(({ backward }, b) => backward(rowsOf(dOut, segments, b)));
        const dBias = parts.flatMap(({ dDistanceBias }) => (dDistanceBias === null ? [] : [dDistanceBias]));
        return { dQkv: tf.concat(parts.map(({ dQkv }) => dQkv), 0), dDistanceBias: dBias.length > 0 ? tf.concat(dBias, 0) : null };
      },
    };
  },
} satisfies Partial<Kernels>;

/** Attention of one record. q, k, v (H, T, dKv) */
function attend([q, k, v]: [Tensor3D, Tensor3D, Tensor3D], distanceBias: Tensor2D | null, { scale }: AttentionShape): Attention {
  const [heads, length, width] = q.shape;
  const scaled = tf.mul(tf.matMul(q, k, false, true), scale); // (H, T, T)
  const p = tf.softmax(distanceBias === null ? scaled : tf.add(scaled, pairBias(distanceBias, length))) as Tensor3D;
  return {
    out: joinHeads(tf.matMul(p, v)),
    backward(dOut) {
      const dO = tf.transpose(tf.reshape(dOut, [length, heads, width]), [1, 0, 2]) as Tensor3D; // (H, T, dKv)
      const dP = tf.matMul(dO, v, false, true); // (H, T, T)
      const dScores = tf.mul(p, tf.sub(dP, tf.sum(tf.mul(dP, p), -1, true))) as Tensor3D;
      const dQ = tf.mul(tf.matMul(dScores, k), scale) as Tensor3D;
      const dK = tf.mul(tf.matMul(dScores, q, true), scale) as Tensor3D;
      const dV = tf.matMul(p, dO, true) as Tensor3D;
      return {
        dQkv: tf.concat([joinHeads(dQ), joinHeads(dK), joinHeads(dV)], 1) as Tensor2D,
        dDistanceBias: distanceBias && sumByDistance(dScores, distanceBias.shape[1]),
      };
    },
  };
}
