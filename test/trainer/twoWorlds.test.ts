// The two-worlds check passes on real models, and finds every way in which records can be coupled that is put in on purpose.
import { mul, scalar, tidy, add, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../src/core/config/model';
import { presets } from '../../src/core/config/presets';
import { jointRelease } from '../../src/core/privacy/jointRelease';
import type { EncodedRecords } from '../../src/core/records';
import type { Kernels, Segments } from '../../src/engine/kernels/kernels';
import { createSegments } from '../../src/engine/kernels/segments';
import { createModel } from '../../src/engine/model/createModel';
import type { Model } from '../../src/engine/model/model';
import { createOptimizer } from '../../src/engine/optim/optimizer';
import { matesOf, unitsToLeaveOut } from '../../src/trainer/twoWorlds/leftOut';
import { replayTwoWorlds, type Violation } from '../../src/trainer/twoWorlds/replay';
import { backends, open, testNumbers } from '../engine/backends';

const vocabulary = 211;

/** Records of very unequal lengths, up to `longest`; with `units`, the first two belong to one unit, then one, then two, and so on. */
function someRecords(count: number, longest: number, units = false): EncodedRecords {
  const lengths = Array.from(testNumbers(count, 9), (x) => 1 + Math.floor(((x + 1) / 2) ** 3 * longest));
  const starts = Int32Array.from({ length: count + 1 }, (_, b) => lengths.slice(0, b).reduce((sum, length) => sum + length, 0));
  const ids = Int32Array.from(testNumbers(starts[count], 3), (x) => Math.floor(((x + 1) / 2) * vocabulary));
  return { ids, starts, labels: Int32Array.from(lengths, (_, b) => b % 2), ...(units && { units: Int32Array.from({ length: (2 * count) / 3 + 1 }, (_, u) => Math.ceil(1.5 * u)) }) };
}

interface Case {
  readonly config?: ModelConfig;
  readonly longest?: number;
  /** Whether units hold several records. */
  readonly units?: boolean;
  /** Steps that are replayed at most. */
  readonly steps?: number;
  readonly tolerance?: number;
  readonly coupled?: (model: Model) => Model;
  readonly kernels?: Kernels;
}

function replay(kernels: Kernels, { config = presets.tiny, longest = 40, units = false, steps = 6, tolerance = 0, coupled = (model) => model }: Case): Promise<Violation[]> {
  const records = someRecords(60, longest, units);
  const model = coupled(createModel(config, vocabulary, 2));
  const release = jointRelease({ clippedShare: 0.1, ...(model.sparse.layers > 0 && { routingLoad: 0.2 }) }, model.sparse);
  const optimizer = createOptimizer({ name: 'sgd', momentum: 0 }, model.layout.size);
  const options = { task: { clipNorm: 0.5, release }, microBatch: 'auto' as const, optimizer, learningRate: 0.1, leftOut: unitsToLeaveOut(records).slice(0, steps), tolerance };
  return replayTwoWorlds({ model, kernels, records, ...options }, model.initialise(1));
}

const kindsOf = (violations: readonly Violation[]): string[] => [...new Set(violations.map(({ what }) => what))].sort();

/** A model whose sums of gradients are changed, by what the records of the pass and their weights are. */
const withSums =
  (change: (sum: Tensor, weights: Float32Array) => Tensor) =>
  (model: Model): Model => ({
    ...model,
    forward(...parameters) {
      const pass = model.forward(...parameters);
      const backward = (): ReturnType<typeof pass.backward> =>
        pass.backward().map((gradient) => ({ ...gradient, sum: (weights) => tidy(() => change(gradient.sum(weights), weights!.dataSync<'float32'>())) }));
      return { ...pass, backward };
    },
  });

/** All rows of a batch as those of one record, as a kernel sees them that does not tell records apart. */
const asOne = ({ rows }: Segments): Segments => createSegments(Int32Array.of(0, rows));

describe('two worlds on the built-in kernels', () => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open('wasm');
  });

  it.each([['default', 6], ['switch', 2], ['dense', 2], ['linear', 6]] as const)('agree bit for bit in the %s model, with records of up to 512 tokens, over %i steps', async (preset, steps) => {
    expect(await replay(kernels, { config: presets[preset], longest: 512, steps })).toEqual([]);
  });

  it('agree with an expert capacity of each record', async () => {
    expect(await replay(kernels, { config: { ...presets.tiny, expertCapacity: 5 } })).toEqual([]);
  });

  it('agree with units of several records, each left out as a whole', async () => {
    expect(await replay(kernels, { units: true })).toEqual([]);
  });

  it('disagree when a unit of several records adds more than the clip norm', async () => {
    const embeddingSquaredNorms: Kernels['embeddingSquaredNorms'] = (...parameters) => mul(kernels.embeddingSquaredNorms(...parameters), scalar(0.25));
    expect(kindsOf(await replay({ ...kernels, embeddingSquaredNorms }, { units: true }))).toEqual(['bound']);
  });

  it('disagree when the expert capacity is that of the batch', async () => {
    const route: Kernels['route'] = (logits, capacity, segments) => kernels.route(logits, capacity, asOne(segments));
    const violations = await replay({ ...kernels, route }, { config: { ...presets.tiny, expertCapacity: 20 } });
    expect(kindsOf(violations)).toContain('gradient');
  });

  it('disagree when the balancing loss is that of the batch', async () => {
    const routeBackward: Kernels['routeBackward'] = (routing, dGate, losses, segments, ...rest) => kernels.routeBackward(routing, dGate, losses, asOne(segments), ...rest);
    const violations = await replay({ ...kernels, routeBackward }, { config: { ...presets.tiny, balancing: { kind: 'perSample', coefficient: 1 } } });
    expect(kindsOf(violations)).toContain('gradient');
  });

  it('disagree when the sum is divided by the number of records that were drawn', async () => {
    const violations = await replay(kernels, { coupled: withSums((sum, weights) => mul(sum, scalar(1 / weights.length))) });
    expect(kindsOf(violations)).toContain('gradient');
  });

  it('disagree when routing depends on the batch', async () => {
    // As when scores are centred over the batch: the expert of a row changes with other rows.
    const route: Kernels['route'] = (logits, capacity, segments) => kernels.route(add(logits, testBias(segments.rows, logits.shape[1])), capacity, segments);
    expect(kindsOf(await replay({ ...kernels, route }, {}))).toContain('experts');
  });

  it('disagree when a record adds more than the clip norm', async () => {
    const embeddingSquaredNorms: Kernels['embeddingSquaredNorms'] = (...parameters) => mul(kernels.embeddingSquaredNorms(...parameters), scalar(0.25));
    const violations = await replay({ ...kernels, embeddingSquaredNorms }, {});
    expect(kindsOf(violations)).toEqual(['bound']);
    for (const { amount } of violations) expect(amount).toBeGreaterThan(1.1);
  });

  it('disagree when the sum holds more than the terms of its records', async () => {
    const pairs = (weights: Float32Array): number => weights.filter((weight) => weight !== 0).length ** 2 - 1;
    const violations = await replay(kernels, { coupled: withSums((sum, weights) => add(sum, scalar(0.01 * pairs(weights)))) });
    expect(kindsOf(violations)).toEqual(['sum']);
  });

  it('disagree when the last bits depend on the place in the batch, unless 1e-5 is allowed', async () => {
    const placed = withSums((sum, weights) => mul(sum, scalar(1 - 3e-7 * weights.findIndex((weight) => weight !== 0))));
    expect(kindsOf(await replay(kernels, { coupled: placed }))).toContain('gradient');
    expect(await replay(kernels, { coupled: placed, tolerance: 1e-5 })).toEqual([]);
  });

  it('say in which step, and without which record', async () => {
    const violations = await replay(kernels, { coupled: withSums((sum, weights) => mul(sum, scalar(1 / weights.length))) });
    expect(violations.filter(({ step }) => step === 0).map(({ leftOut }) => leftOut)).toContain('longest');
    expect(new Set(violations.filter(({ step }) => step === 1).map(({ leftOut }) => leftOut))).toEqual(new Set(['shortest']));
  });

  it('are no verdict where a record has no finite gradient', async () => {
    const broken = (model: Model): Model => ({ ...model, initialise: () => new Float32Array(model.layout.size).fill(NaN) });
    await expect(replay(kernels, { coupled: broken })).rejects.toThrow(/have no finite gradient/);
  });
});

/** Pushes all rows towards an expert that the number of rows decides. */
function testBias(rows: number, experts: number): Tensor {
  return mul(scalar(100), Array.from({ length: experts }, (_, e) => (e === rows % experts ? 1 : 0)));
}

describe.each(backends.filter((backend) => backend !== 'wasm'))('two worlds on %s', (backend) => {
  it('agree within 1e-5, and in every expert', async () => {
    expect(await replay(await open(backend), { tolerance: 1e-5 })).toEqual([]);
  });
});

describe('units that are left out', () => {
  const records = someRecords(60, 40);
  const lengthOf = (b: number): number => records.starts[b + 1] - records.starts[b];
  const lengths = Array.from(records.labels.keys(), lengthOf);

  it('are the longest, the shortest, and some spread over the data, each once', () => {
    const leftOut = unitsToLeaveOut(records);
    expect(leftOut.map(({ kind }) => kind)).toEqual(['longest', 'shortest', 'evenlySpaced', 'evenlySpaced', 'evenlySpaced', 'evenlySpaced']);
    expect(lengthOf(leftOut[0].unit)).toBe(Math.max(...lengths));
    expect(lengthOf(leftOut[1].unit)).toBe(Math.min(...lengths));
    expect(new Set(leftOut.map(({ unit }) => unit)).size).toBe(6);
  });

  it('are never their own batch-mates, of which there are 23 different ones in every step', () => {
    for (const step of [0, 1, 5]) {
      const mates = matesOf(7, step, records);
      expect(mates).not.toContain(7);
      expect(new Set(mates).size).toBe(23);
      expect([...mates]).toEqual([...mates].sort((a, b) => a - b));
    }
  });

  it('are measured with all of their records', () => {
    const { units, ...rest } = someRecords(60, 40, true);
    const sizes = Array.from({ length: 40 }, (_, u) => rest.starts[units![u + 1]] - rest.starts[units![u]]);
    const [longest] = unitsToLeaveOut({ ...rest, units: units! });
    expect(sizes[longest.unit]).toBe(Math.max(...sizes));
  });

  it('can be all there are', () => {
    const one = someRecords(1, 5);
    expect(unitsToLeaveOut(one)).toEqual([{ unit: 0, kind: 'longest' }]);
    expect(matesOf(0, 0, one)).toHaveLength(0);
    expect(matesOf(1, 0, someRecords(3, 5))).toEqual(Int32Array.of(0, 2));
  });
});
