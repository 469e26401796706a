// Clipped sums of whole models against the one-record-at-a-time loop, and the invariants of the design that clipping must keep.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { presets } from '../../src/core/config/presets';
import type { SwitchModelConfig } from '../../src/core/config/model';
import { selectRecords, type EncodedRecords } from '../../src/core/records';
import { addClippedGradients } from '../../src/engine/dp/clip';
import { emptyTelemetry, type BatchTelemetry } from '../../src/engine/dp/telemetry';
import type { Kernels } from '../../src/engine/kernels/kernels';
import type { Model } from '../../src/engine/model/model';
import { createSwitchClassifier } from '../../src/engine/model/switchClassifier';
import { ParameterTensors } from '../../src/engine/parameters';
import { backends, open, relativeError, testNumbers } from './backends';
import { plainGradients } from './plainSwitch';

const vocabulary = 23;
const classes = 3;

const sparse: SwitchModelConfig = {
  ...presets.tiny,
  numLayers: 2,
  embeddingMultiplier: 3,
  routerZLoss: 0.02,
  balancing: { kind: 'perSample', coefficient: 0.3 },
  init: { embeddingStd: 0.4, outputScale: 1, headStd: 1 },
};

const models: Record<string, SwitchModelConfig> = {
  'every block sparse': sparse,
  'Switch semantics': {
    ...sparse,
    sparseStep: 2,
    attentionScale: false,
    positionBias: { buckets: 8, maxDistance: 6 },
    finalNorm: true,
    embeddingMultiplier: 1,
  },
  'capacity of 2 rows': { ...sparse, expertCapacity: 2 },
  'dense': { ...sparse, numExperts: 1, balancing: { kind: 'off' } },
  'without attention': { ...sparse, attention: false },
};

/** Records of lengths 1 to 9 with repeated tokens. */
function someRecords(lengths: readonly number[]): EncodedRecords {
  const starts = Int32Array.from([0, ...lengths].map(((sum) => (n: number) => (sum += n))(0)));
  const ids = Int32Array.from({ length: starts.at(-1)! }, (_, i) => (i * i * 7 + 3 * i) % vocabulary);
  return { ids, starts, labels: Int32Array.from(lengths, (_, b) => b % classes) };
}

function clipped(model: Model, kernels: Kernels, flat: Float32Array, records: EncodedRecords, clipNorm: number | null): { sum: Float64Array; telemetry: BatchTelemetry } {
  const sum = new Float64Array(model.layout.size);
  const telemetry = emptyTelemetry();
  const parameters = new ParameterTensors(model.layout, flat);
  addClippedGradients({ model, kernels, parameters, clipNorm }, records, sum, telemetry);
  parameters.dispose();
  return { sum, telemetry };
}

const norm = (v: ArrayLike<number>): number => Math.sqrt(Array.from(v).reduce((sum, x) => sum + x * x, 0));

/** Initial weights, moved a little so that no gradient vanishes by symmetry. */
function weights(model: Model): Float32Array {
  const flat = model.initialise(1);
  testNumbers(flat.length, 5).forEach((x, i) => (flat[i] += 0.1 * x));
  return flat;
}

describe.each(backends)('clipped sums on %s', (backend) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open(backend);
  });

  const lengths: Record<string, number[]> = { 'several records': [5, 1, 9, 3, 2], 'one record': [6], 'one token each': [1, 1, 1] };
  const cases = Object.keys(models).flatMap((model) => Object.keys(lengths).map((shape) => [model, shape] as const));

  it.each(cases)('%s, %s: equal the one-record loop to 1e-5', async (name, shape) => {
    const config = models[name];
    const records = someRecords(lengths[shape]);
    const model = createSwitchClassifier(config, vocabulary, classes);
    const flat = weights(model);
    const each = await plainGradients(config, model.layout, flat, records);
    const norms = each.map(norm);
    const clipNorm = norms.slice().sort((a, b) => a - b)[Math.floor(norms.length / 2)];
    const expected = new Float64Array(model.layout.size);
    each.forEach((gradient, b) => gradient.forEach((g, i) => (expected[i] += g * Math.min(1, clipNorm / norms[b]))));

    const { sum, telemetry } = clipped(model, kernels, flat, records, clipNorm);
    for (const { name: parameter } of model.layout.slots) {
      const error = relativeError(model.layout.view(sum, parameter), model.layout.view(expected, parameter));
      expect(error, parameter).toBeLessThan(1e-5);
    }
    expect(relativeError(telemetry.norms, norms)).toBeLessThan(1e-5);
  });

  it('unclipped sums equal the plain gradient', async () => {
    const records = someRecords([4, 2, 7]);
    const model = createSwitchClassifier(sparse, vocabulary, classes);
    const flat = weights(model);
    const expected = new Float64Array(model.layout.size);
    for (const gradient of await plainGradients(sparse, model.layout, flat, records)) gradient.forEach((g, i) => (expected[i] += g));
    expect(relativeError(clipped(model, kernels, flat, records, null).sum, expected)).toBeLessThan(1e-5);
  });

  it("a record's clipped gradient is unchanged when its batch-mates change", () => {
    const model = createSwitchClassifier(models['Switch semantics'], vocabulary, classes);
    const flat = weights(model);
    const pool = someRecords([5, 1, 9, 3, 2, 8, 4]);
    const alone = clipped(model, kernels, flat, selectRecords(pool, [2]), 0.1).sum;
    for (const mates of [[0, 1], [5, 6, 3], [1]]) {
      const together = clipped(model, kernels, flat, selectRecords(pool, [...mates, 2]), 0.1).sum;
      const without = clipped(model, kernels, flat, selectRecords(pool, mates), 0.1).sum;
      expect(relativeError(together.map((x, i) => x - without[i]), alone)).toBeLessThan(1e-5);
    }
  });

  it('no record contributes more than the clip norm', () => {
    const model = createSwitchClassifier(sparse, vocabulary, classes);
    const flat = weights(model);
    const pool = someRecords([5, 1, 9, 3]);
    for (let b = 0; b < 4; b++) {
      const { sum, telemetry } = clipped(model, kernels, flat, selectRecords(pool, [b]), 0.05);
      expect(telemetry.clippedUnits).toBe(1);
      expect(norm(sum)).toBeLessThanOrEqual(0.05);
      expect(norm(sum)).toBeGreaterThan(0.05 * (1 - 1e-5));
    }
  });

  it('a record whose gradient is not finite adds zero and is counted', () => {
    const model = createSwitchClassifier(sparse, vocabulary, classes);
    const flat = weights(model);
    const pool = someRecords([5, 3, 4]);
    const poisoned = { ...pool, ids: pool.ids.map((id) => (id === 0 ? 1 : id)) };
    poisoned.ids[poisoned.starts[1]] = 0;
    model.layout.view(flat, 'shared.weight').subarray(0, sparse.dModel).fill(Infinity);
    const { sum, telemetry } = clipped(model, kernels, flat, poisoned, 0.1);
    expect(telemetry.nonFiniteUnits).toBe(1);
    expect(telemetry.records).toBe(2);
    expect(relativeError(sum, clipped(model, kernels, flat, selectRecords(poisoned, [0, 2]), 0.1).sum)).toBeLessThan(1e-6);
  });

  it('an empty batch adds nothing', () => {
    const model = createSwitchClassifier(sparse, vocabulary, classes);
    const { sum, telemetry } = clipped(model, kernels, weights(model), someRecords([]), 1);
    expect(sum.every((x) => x === 0)).toBe(true);
    expect(telemetry.records).toBe(0);
  });

  it('leaks no tensor over 100 steps', () => {
    const model = createSwitchClassifier(sparse, vocabulary, classes);
    const flat = weights(model);
    const records = someRecords([3, 2]);
    clipped(model, kernels, flat, records, 1);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 100; i++) clipped(model, kernels, flat, records, 1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
