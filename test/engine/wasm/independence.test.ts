// No record changes another one's results, bit for bit: neither by its place in the pack nor by being there at all.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernels } from '../../../src/engine/kernels/kernels';
import { relativeError, testNumbers } from '../backends';
import { matrix, openKernels, segmentsOf, stack, variants, vector } from './batches';

const d = 16;
const inner = 31;
const experts = 5;
const heads = 2;
const dKv = 7;
const attentionShape = { numHeads: heads, dKv, scale: 0.5 };

/** One record: its rows come from its own seed, so that it is the same in every pack. */
interface TestRecord {
  readonly seed: number;
  readonly length: number;
}

const records: readonly TestRecord[] = [1, 13, 70, 4, 6, 33, 5].map((length, seed) => ({ seed, length }));

const rowsOf = (pack: readonly TestRecord[], width: number, salt: number): tf.Tensor2D =>
  tf.concat(pack.map(({ seed, length }) => tf.tensor2d(testNumbers(length * width, 100 * salt + seed), [length, width])));

/** Everything that a model computes of its records, as one list of numbers for each record. */
function resultsByRecord(wasm: Kernels, pack: readonly TestRecord[]): number[][] {
  return tf.tidy(() => {
    const segments = segmentsOf(pack.map(({ length }) => length));
    const results = pack.map((): number[] => []);

    const perRow = (tensor: tf.Tensor): void => {
      const width = tensor.size / segments.rows;
      const values = tensor.dataSync();
      results.forEach((list, b) => list.push(...values.slice(segments.hostStarts[b] * width, segments.hostStarts[b + 1] * width)));
    };
    const perRecord = (tensor: tf.Tensor): void => {
      const width = tensor.size / pack.length;
      const values = tensor.dataSync();
      results.forEach((list, b) => list.push(...values.slice(b * width, (b + 1) * width)));
    };

    const x = rowsOf(pack, d, 1);
    const dInner = rowsOf(pack, inner, 2);
    perRow(wasm.matMul(x, matrix(d, inner, 1)));
    perRow(wasm.matMul(dInner, matrix(d, inner, 1), false, true));
    const gradient = wasm.linearGradient(x, dInner, segments);
    perRecord(gradient.squaredNorms());
    results.forEach((list, b) => list.push(...gradient.sum(tf.tensor1d(pack.map((_, i) => (i === b ? 0.7 : 0)))).dataSync()));

    const scale = vector(d, 2);
    const { y, inverseRms } = wasm.rmsNorm(x, scale, 1e-6);
    perRow(y);
    perRow(wasm.rmsNormBackward(x, inverseRms, scale, y));
    perRecord(wasm.rmsNormScaleGradients(x, inverseRms, y, segments));
    perRecord(wasm.meanPool(x, segments));

    const qkv = rowsOf(pack, 3 * heads * dKv, 3);
    const bias = matrix(heads, 199, 3);
    const { out, backward } = wasm.attention(qkv, bias, attentionShape, segments);
    const { dQkv, dDistanceBias } = backward(out);
    perRow(out);
    perRow(dQkv);
    perRecord(dDistanceBias!);

    const routing = wasm.route(wasm.matMul(x, matrix(d, experts, 4)), 3, segments);
    const w = stack(experts, d, inner, 5);
    const sorted = wasm.expertMatMul(wasm.dispatch(x, routing), w, routing);
    const { dSorted, dGate } = wasm.combineBackward(sorted, dInner, routing);
    perRow(wasm.combine(sorted, routing));
    perRow(dGate);
    perRow(wasm.dispatchBackward(wasm.expertMatMul(dSorted, w, routing, true), routing));
    perRow(wasm.routeBackward(routing, dGate, { balancing: 0.3, zLoss: 0.1 }, segments));
    perRow(wasm.routeBackward(routing, dGate, { balancing: 0.3, zLoss: 0.1, load: vector(experts, 6) }, segments));
    perRecord(wasm.routerLoss(routing, { balancing: 0.3, zLoss: 0.1 }, segments));
    perRecord(wasm.expertGradient(wasm.dispatch(x, routing), dSorted, routing, segments).squaredNorms());
    return results;
  });
}

describe.each(variants)('%s', (variant) => {
  let wasm: Kernels;
  beforeAll(async () => {
    wasm = await openKernels(variant);
  });

  it('gives each record the same bits in every order of the records', () => {
    const inOrder = resultsByRecord(wasm, records);
    for (const order of [[6, 5, 4, 3, 2, 1, 0], [2, 0, 6, 1, 5, 3, 4]]) {
      const permuted = resultsByRecord(wasm, order.map((b) => records[b]));
      order.forEach((b, place) => expect(permuted[place]).toEqual(inOrder[b]));
    }
  });

  it('gives each record the same bits alone and among others', () => {
    const together = resultsByRecord(wasm, records);
    records.forEach((record, b) => expect(resultsByRecord(wasm, [record])[0]).toEqual(together[b]));
  });
});

it('gives the same results with and without fused multiply-add to 1e-5', async () => {
  const [plain, relaxed] = [await openKernels('kernels.wasm'), await openKernels('kernels-relaxed.wasm')];
  const expected = resultsByRecord(plain, records);
  resultsByRecord(relaxed, records).forEach((actual, b) => expect(relativeError(actual, expected[b])).toBeLessThan(1e-5));
});
