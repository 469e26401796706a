// Every SIMD kernel against the reference kernels, on packs of records with awkward lengths and rows of awkward widths.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernels, Routing, Segments } from '../../../src/engine/kernels/kernels';
import { createReferenceKernels } from '../../../src/engine/reference/kernels';
import { relativeError } from '../backends';
import { idsBelow, matrix, openKernels, packs, segmentsOf, stack, vector } from './batches';

let wasm: Kernels;
let reference: Kernels;
beforeAll(async () => {
  wasm = await openKernels('kernels.wasm');
  reference = createReferenceKernels('wasm');
});

/** Runs the same call on both and compares all tensors that come out. */
function expectAgreement(call: (kernels: Kernels) => readonly tf.Tensor[]): void {
  tf.tidy(() => {
    const actual = call(wasm);
    const expected = call(reference);
    expect(actual.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(expected.map(({ shape, dtype }) => ({ shape, dtype })));
    actual.forEach((tensor, i) => expect(relativeError(tensor.dataSync(), expected[i].dataSync())).toBeLessThan(1e-5));
  });
}

const parts = ({ probabilities, logSumExp, expert, gate, order, position, offsets }: Routing): tf.Tensor[] =>
  [probabilities, logSumExp, expert, gate, order, position, offsets];

describe.each(Object.entries(packs))('%s', (_, lengths) => {
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  let segments: Segments;
  beforeAll(() => {
    segments = segmentsOf(lengths);
  });

  describe.each([1, 3, 5, 16, 48, 128])('rows of %d', (d) => {
    it('agrees on norms and sums of per-record gradients', () => {
      const x = matrix(rows, d, 1);
      const dy = matrix(rows, 11, 2);
      expectAgreement((kernels) => [kernels.linearGradient(x, dy, segments).squaredNorms()]);
      expectAgreement((kernels) => [kernels.linearGradient(x, dy, segments).sum(vector(lengths.length, 3))]);
      expectAgreement((kernels) => [kernels.linearGradient(x, dy, segments).sum(null)]);
      expectAgreement((kernels) => {
        const gradient = kernels.linearGradient(x, dy, segments);
        return [gradient.squaredNorms(), gradient.sum(vector(lengths.length, 3))]; // By gradients that were kept for their norms, too.
      });
    });

    it('agrees on norms and sums of rows', () => {
      const m = matrix(lengths.length, d, 1);
      expectAgreement((kernels) => [kernels.rowSquaredNorms(m), kernels.weightedRowSum(m, vector(lengths.length, 2))]);
    });

    it('agrees on the embedding, with repeated ids', () => {
      const ids = idsBelow(9, rows, 1);
      const dy = matrix(rows, d, 2);
      const weights = vector(lengths.length, 3);
      expectAgreement((kernels) => [kernels.embed(matrix(9, d, 4), ids, 30)]);
      expectAgreement((kernels) => [kernels.embeddingSquaredNorms(ids, dy, segments, 30)]);
      expectAgreement((kernels) => [kernels.embeddingGradient(ids, dy, weights, segments, 30, 12)]);
      expectAgreement((kernels) => [kernels.embeddingGradient(ids, dy, null, segments, 1, 9)]);
    });

    it('agrees on RMS normalisation', () => {
      const x = matrix(rows, d, 1);
      const scale = vector(d, 2);
      const epsilon = 0.05; // Large enough that the gradient of rows of one element does not cancel to nothing.
      const dy = matrix(rows, d, 3);
      const { inverseRms } = reference.rmsNorm(x, scale, epsilon);
      expectAgreement((kernels) => Object.values(kernels.rmsNorm(x, scale, epsilon)));
      expectAgreement((kernels) => [kernels.rmsNormBackward(x, inverseRms, scale, dy)]);
      expectAgreement((kernels) => [kernels.rmsNormScaleGradients(x, inverseRms, dy, segments)]);
    });

    it('agrees on relu and pooling', () => {
      const x = matrix(rows, d, 1);
      expectAgreement((kernels) => [kernels.relu(x), kernels.reluBackward(kernels.relu(x), matrix(rows, d, 2))]);
      expectAgreement((kernels) => [kernels.meanPool(x, segments)]);
      expectAgreement((kernels) => [kernels.meanPoolBackward(matrix(lengths.length, d, 3), segments)]);
    });
  });

  describe.each([
    { numHeads: 1, dKv: 16, scale: 0.25 },
    { numHeads: 3, dKv: 5, scale: 1 },
    { numHeads: 2, dKv: 1, scale: 1 },
  ])('attention with $numHeads heads of $dKv', (shape) => {
    it.each([false, true])('agrees, with a distance bias: %s', (biased) => {
      const width = shape.numHeads * shape.dKv;
      const qkv = tf.mul<tf.Tensor2D>(matrix(rows, 3 * width, 1), 2);
      const distances = biased ? 2 * Math.max(...lengths) + 1 : 0;
      const bias = biased ? matrix(shape.numHeads, distances, 2) : null;
      const dOut = matrix(rows, width, 3);
      expectAgreement((kernels) => {
        const { out, backward } = kernels.attention(qkv, bias, shape, segments);
        const { dQkv, dDistanceBias } = backward(dOut);
        expect(dDistanceBias === null).toBe(!biased);
        return [out, dQkv, ...(dDistanceBias === null ? [] : [dDistanceBias])];
      });
    });
  });

  describe.each([
    { name: 'dropless', experts: 8, capacity: Infinity, spread: 3 },
    { name: 'capacity of 2 rows', experts: 4, capacity: 2, spread: 3 },
    { name: 'capacity of 0 rows', experts: 3, capacity: 0, spread: 3 },
    { name: 'two experts', experts: 2, capacity: Infinity, spread: 1 },
    { name: 'more experts than a vector holds, most without rows', experts: 21, capacity: 3, spread: 3 },
    { name: 'all rows on the first expert', experts: 5, capacity: Infinity, spread: 0 },
  ])('experts, $name', ({ experts, capacity, spread }) => {
    const losses = { balancing: 0.3, zLoss: 0.1 };
    const logits = (): tf.Tensor2D => tf.mul(matrix(rows, experts, 1), spread);

    it('agrees on the router', () => {
      const routing = reference.route(logits(), capacity, segments);
      expectAgreement((kernels) => parts(kernels.route(logits(), capacity, segments)));
      expectAgreement((kernels) => [kernels.routerLoss(routing, losses, segments)]);
      expectAgreement((kernels) => [kernels.routeBackward(routing, droppedToZero(vector(rows, 2), routing), losses, segments)]);
    });

    it('agrees on the router losses of a load that all records share', () => {
      const routing = reference.route(logits(), capacity, segments);
      const shared = { ...losses, load: vector(experts, 3) };
      expectAgreement((kernels) => [kernels.routerLoss(routing, shared, segments)]);
      expectAgreement((kernels) => [kernels.routeBackward(routing, droppedToZero(vector(rows, 2), routing), shared, segments)]);
    });

    it.each([[16, 32], [5, 3], [48, 7]])('agrees on matrices of %d × %d', (inputs, outputs) => {
      const routing = reference.route(logits(), capacity, segments);
      const w = stack(experts, inputs, outputs, 2);
      const x = matrix(rows, inputs, 3);
      const dy = matrix(rows, outputs, 4);
      expectAgreement((kernels) => [kernels.dispatch(x, routing), kernels.dispatchBackward(x, routing), kernels.combine(x, routing)]);
      expectAgreement((kernels) => Object.values(kernels.combineBackward(x, matrix(rows, inputs, 5), routing)));
      expectAgreement((kernels) => [kernels.expertMatMul(x, w, routing), kernels.expertMatMul(dy, w, routing, true)]);
      expectAgreement((kernels) => [kernels.expertGradient(x, dy, routing, segments).sum(null)]);
      expectAgreement((kernels) => [kernels.expertGradient(x, dy, routing, segments).squaredNorms()]);
      expectAgreement((kernels) => [kernels.expertGradient(x, dy, routing, segments).sum(vector(lengths.length, 6))]);
    });
  });

  it.each([2, 3, 10])('agrees on the cross entropy of %d classes', (classes) => {
    const logits = tf.mul<tf.Tensor2D>(matrix(lengths.length, classes, 1), 20);
    const labels = idsBelow(classes, lengths.length, 2);
    expectAgreement((kernels) => Object.values(kernels.crossEntropy(logits, labels)));
  });
});

/** The gradient of a gate is zero where the row was dropped, as combineBackward gives it. */
const droppedToZero = (dGate: tf.Tensor1D, routing: Routing): tf.Tensor1D =>
  tf.mul(dGate, tf.cast(tf.greater(routing.gate, 0), 'float32'));

it('takes the expert with the lowest index among equals', () => {
  const logits = tf.tensor2d([[1, 2, 2, 0], [3, 3, 3, 3], [0, 0, 0, 1]]);
  expect([...wasm.route(logits, Infinity, segmentsOf([3])).expert.dataSync()]).toEqual([1, 0, 3]);
});
