// The contract of private layers: norms and weighted sums of gradients, by record or by unit, equal tfjs's own gradients of one record at a time.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { createSegments } from '../../src/engine/kernels/segments';
import { embedding } from '../../src/engine/layers/embedding';
import { expertMatrices } from '../../src/engine/layers/experts';
import type { Pass } from '../../src/engine/layers/layer';
import { linear, rowBias } from '../../src/engine/layers/linear';
import { positionBias, bucketOf } from '../../src/engine/layers/positionBias';
import { rmsNorm } from '../../src/engine/layers/rmsNorm';
import { ParameterLayout, ParameterTensors } from '../../src/engine/parameters';
import { backends, onCpu, open, relativeError, testNumbers } from './backends';

const heads = 2;

/** A private layer under test, beside the same function of one record in plain tfjs operations. */
interface LayerCase {
  readonly parameter: readonly number[];
  /** True for layers that stand behind pooling, where each record has one row. */
  readonly oneRowEach?: true;
  /** Width of a row of input and of output. */
  readonly width: readonly [number, number];
  /** Forward and backward on all records; fills pass.gradients. x (R, in), dy (R, out) */
  run(pass: Pass, x: tf.Tensor2D, dy: tf.Tensor2D, routes: Int32Array): void;
  /** Output of one record as a differentiable function of the parameter. x (T, in) */
  plain(parameter: tf.Tensor, x: tf.Tensor2D, routes: Int32Array): tf.Tensor2D;
}

const tokensOf = (x: tf.Tensor2D): tf.Tensor1D =>
  tf.tensor1d(Array.from({ length: x.shape[0] }, (_, t) => Math.floor(Math.abs(x.dataSync()[t * x.shape[1]]) * 7)), 'int32');

const linearCase = (inWidth: number, outWidth: number): LayerCase => ({
  parameter: [inWidth, outWidth],
  width: [inWidth, outWidth],
  run: (pass, x, dy) => void linear(pass, 'w')(x).backward(dy),
  plain: (w, x) => tf.matMul(x, w),
});

const expertsCase = (experts: number, inWidth: number, outWidth: number): LayerCase => ({
  parameter: [experts, inWidth, outWidth],
  width: [inWidth, outWidth],
  run(pass, x, dy, routes) {
    const logits = tf.cast(tf.oneHot(tf.tensor1d(routes, 'int32'), experts), 'float32') as tf.Tensor2D;
    const routing = pass.kernels.route(logits, Infinity, pass.segments);
    expertMatrices(pass, 'w', routing)(pass.kernels.dispatch(x, routing)).backward(pass.kernels.dispatch(dy, routing));
  },
  plain(w, x, routes) {
    const rows = Array.from(routes, (e, t) =>
      tf.matMul(tf.slice(x, [t, 0], [1, inWidth]), tf.reshape(tf.slice(w, [e, 0, 0], [1, inWidth, outWidth]), [inWidth, outWidth])),
    );
    return tf.concat(rows, 0) as tf.Tensor2D;
  },
});

const cases: Record<string, LayerCase> = {
  'linear, per-record gradients instantiated': linearCase(3, 5),
  'linear, ghost norm': linearCase(64, 48),
  'row bias': {
    parameter: [4],
    oneRowEach: true,
    width: [4, 4],
    run: (pass, x, dy) => void rowBias(pass, 'w')(x).backward(dy),
    plain: (b, x) => tf.add(x, b),
  },
  'experts': expertsCase(4, 6, 5),
  'experts, wide': expertsCase(3, 32, 40),
  'embedding': {
    parameter: [8, 6],
    width: [1, 6],
    run: (pass, x, dy) => embedding(pass, 'w', tokensOf(x), 3).backward(dy),
    plain: (table, x) => tf.mul(tf.gather(table, tokensOf(x)), 3) as tf.Tensor2D,
  },
  'RMS norm': {
    parameter: [5],
    width: [5, 5],
    run: (pass, x, dy) => void rmsNorm(pass, 'w', 1e-6)(x).backward(dy),
    plain: (scale, x) => tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), 1e-6))), scale),
  },
  'relative position bias, shared by two blocks': {
    parameter: [8, heads],
    width: [2 * 3 * heads * 4, 2 * heads * 4],
    run(pass, x, dy) {
      const bias = positionBias(pass, 'w', { buckets: 8, maxDistance: 6 });
      const shape = { numHeads: heads, dKv: 4, scale: 0.5 };
      for (const [qkv, d] of [0, 1].map((i) => [tf.slice(x, [0, i * 24], [-1, 24]), tf.slice(dy, [0, i * 8], [-1, 8])] as [tf.Tensor2D, tf.Tensor2D])) {
        bias.collect(pass.kernels.attention(qkv, bias.byDistance, shape, pass.segments).backward(d).dDistanceBias!);
      }
      bias.finish();
    },
    plain(table, x) {
      const length = x.shape[0];
      const buckets = Array.from({ length: length * length }, (_, k) =>
        bucketOf((k % length) - Math.floor(k / length), { buckets: 8, maxDistance: 6 }),
      );
      const bias = tf.transpose(tf.reshape(tf.gather(table, tf.tensor1d(buckets, 'int32')), [length, length, heads]), [2, 0, 1]);
      const head = (block: number, part: number): tf.Tensor3D =>
        tf.transpose(tf.reshape(tf.slice(x, [0, block * 24 + part * 8], [length, 8]), [length, heads, 4]), [1, 0, 2]) as tf.Tensor3D;
      const block = (i: number): tf.Tensor2D => {
        const scores = tf.add(tf.mul(tf.matMul(head(i, 0), head(i, 1), false, true), 0.5), bias);
        return tf.reshape(tf.transpose(tf.matMul(tf.softmax(scores), head(i, 2)), [1, 0, 2]), [length, 8]);
      };
      return tf.concat([block(0), block(1)], 1) as tf.Tensor2D;
    },
  },
};

/** Record lengths, the expert of each row, and the first record of each unit of privacy with the number of records behind. */
const shapes: Record<string, { lengths: number[]; route: (row: number) => number; units?: number[] }> = {
  'several records': { lengths: [3, 1, 5, 2], route: (row) => (row * 5) % 3 },
  'units of several records': { lengths: [3, 1, 5, 2, 1], route: (row) => (row * 5) % 3, units: [0, 3, 4, 5] },
  'one unit of all records': { lengths: [2, 1, 4], route: (row) => row % 2, units: [0, 3] },
  'one record': { lengths: [4], route: (row) => row % 2 },
  'one token': { lengths: [1], route: () => 0 },
  'all tokens on one expert': { lengths: [2, 3], route: () => 2 },
  'an expert without tokens': { lengths: [4, 4], route: (row) => (row % 2) * 2 },
};

/** Gradient of ⟨dy, f(parameter)⟩ for each record alone. (B)(parameter) */
function oneByOne(layer: LayerCase, w: tf.Tensor, x: tf.Tensor2D, dy: tf.Tensor2D, routes: Int32Array, starts: Int32Array): Float32Array[] {
  return Array.from({ length: starts.length - 1 }, (_, b) => {
    const rows = (m: tf.Tensor2D): tf.Tensor2D => tf.slice(m, [starts[b], 0], [starts[b + 1] - starts[b], -1]);
    const f = (p: tf.Tensor): tf.Scalar => tf.sum(tf.mul(layer.plain(p, rows(x), routes.slice(starts[b], starts[b + 1])), rows(dy)));
    return tf.grad(f)(w).dataSync<'float32'>();
  });
}

/** Sum of the gradients of each unit's records. (U)(parameter) */
const byUnit = (each: readonly Float32Array[], units: Int32Array): Float32Array[] =>
  Array.from(units.subarray(1), (end, u) => each.slice(units[u], end).reduce((sum, g) => sum.map((x, i) => x + g[i])));

describe.each(backends)('private layers on %s', (backend) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open(backend);
  });

  it.each(Object.keys(cases).flatMap((layer) => Object.keys(shapes).map((shape) => [layer, shape] as const)))('%s, %s', async (name, shape) => {
    const layer = cases[name];
    const { route, units = [...shapes[shape].lengths.keys(), shapes[shape].lengths.length] } = shapes[shape];
    const lengths = layer.oneRowEach ? shapes[shape].lengths.map(() => 1) : shapes[shape].lengths;
    const starts = Int32Array.from([0, ...lengths.map((_, b) => lengths.slice(0, b + 1).reduce((a, n) => a + n, 0))]);
    const rows = starts.at(-1)!;
    const layout = new ParameterLayout([['w', layer.parameter]]);
    const flat = testNumbers(layout.size, 1);
    const routes = Int32Array.from({ length: rows }, (_, row) => route(row));
    const inputs = (): [x: tf.Tensor2D, dy: tf.Tensor2D] =>
      [layer.width[0], layer.width[1]].map((width, i) => tf.tensor2d(testNumbers(rows * width, 2 + i), [rows, width])) as [tf.Tensor2D, tf.Tensor2D];
    const each = await onCpu(() => tf.tidy(() => oneByOne(layer, tf.tensor(flat, [...layer.parameter]), ...inputs(), routes, starts)));
    const borders = Int32Array.from(units);
    const expected = byUnit(each, borders);

    tf.tidy(() => {
      const pass: Pass = {
        kernels,
        parameters: new ParameterTensors(layout, flat),
        segments: createSegments(starts),
        units: createSegments(borders.map((record) => starts[record])),
        recordUnits: createSegments(borders),
        gradients: [],
      };
      layer.run(pass, ...inputs(), routes);
      const [gradient] = pass.gradients.filter((each) => each.parameter === 'w');
      const norms = expected.map((g) => g.reduce((sum, v) => sum + v * v, 0));
      expect(relativeError(gradient.squaredNorms().dataSync(), norms)).toBeLessThan(1e-5);

      const weights = Float32Array.from(expected, (_, u) => 0.25 + u);
      const weighted = (factor: (u: number) => number): number[] =>
        Array.from(flat, (_, i) => expected.reduce((sum, g, u) => sum + factor(u) * g[i], 0));
      const sum = gradient.sum(tf.tensor1d(weights));
      expect(sum.shape).toEqual(layer.parameter);
      expect(relativeError(sum.dataSync(), weighted((u) => weights[u]))).toBeLessThan(1e-5);
      expect(relativeError(gradient.sum(null).dataSync(), weighted(() => 1))).toBeLessThan(1e-5);
    });
  });
});

describe('buckets of the relative position bias', () => {
  it('are those of T5 for 32 buckets and distance 128', () => {
    // From the bidirectional rule of T5: 8 exact distances a side, then logarithmic up to 128.
    const bucket = (distance: number): number => bucketOf(distance, { buckets: 32, maxDistance: 128 });
    expect([0, -1, -7, -8, -11, -12, -127, -128, -500].map(bucket)).toEqual([0, 1, 7, 8, 8, 9, 15, 15, 15]);
    expect([1, 7, 8, 16, 128].map(bucket)).toEqual([17, 23, 24, 26, 31]);
  });
});
