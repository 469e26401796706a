// The accuracy of exp and log, seen through softmax and cross entropy.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Kernels } from '../../../src/engine/kernels/kernels';
import { openKernels, segmentsOf } from './batches';

let wasm: Kernels;
beforeAll(async () => {
  wasm = await openKernels('kernels.wasm');
});

/** Many arguments between 0 and -85, each the second logit beside a 0. */
const arguments32 = Float32Array.from({ length: 20_000 }, (_, i) => -85 * (i / 20_000) ** 2);

it('computes exp to 3e-7 relative, through the softmax of two', () => {
  const logits = tf.tensor2d(Float32Array.from({ length: 40_000 }, (_, i) => (i % 2 ? arguments32[i >> 1] : 0)), [20_000, 2]);
  const { probabilities } = wasm.route(logits, Infinity, segmentsOf([20_000]));
  const values = probabilities.dataSync();
  let worst = 0;
  arguments32.forEach((x, i) => {
    const exact = Math.exp(x) / (1 + Math.exp(x));
    worst = Math.max(worst, Math.abs(values[2 * i + 1] / exact - 1));
  });
  expect(worst).toBeLessThan(3e-7);
});

it('computes log Σ exp to 3e-7', () => {
  const logits = tf.tensor2d(Float32Array.from({ length: 40_000 }, (_, i) => (i % 2 ? arguments32[i >> 1] : 0)), [20_000, 2]);
  const values = wasm.route(logits, Infinity, segmentsOf([20_000])).logSumExp.dataSync();
  let worst = 0;
  arguments32.forEach((x, i) => {
    worst = Math.max(worst, Math.abs(values[i] - Math.log1p(Math.exp(x))));
  });
  expect(worst).toBeLessThan(3e-7);
});

it('gives 0, not something tiny, for a probability below 1e-37', () => {
  const { probabilities } = wasm.route(tf.tensor2d([[0, -86.5, -1e30]]), Infinity, segmentsOf([1]));
  expect([...probabilities.dataSync()]).toEqual([1, 0, 0]);
});

it('gives a loss that is not finite for logits that are not', () => {
  const { loss } = wasm.crossEntropy(tf.tensor2d([[NaN, 1], [Infinity, 0], [Infinity, 0]]), tf.tensor1d([0, 1, 0], 'int32'));
  expect([...loss.dataSync()].map(Number.isFinite)).toEqual([false, false, false]);
});
