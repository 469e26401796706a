// Units of several records: a unit's gradient is the sum of its records', clipped as one, never split and never coupled to other units.
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel } from '../../src/engine/model/createModel';
import type { ModelConfig, SwitchModelConfig } from '../../src/core/config/model';
import { jointSensitivity, type JointRelease } from '../../src/core/privacy/jointRelease';
import { presets } from '../../src/core/config/presets';
import { appendRecords, selectRecords, selectUnits, unitCount, unitStarts, type EncodedRecords } from '../../src/core/records';
import { plainStepKernels } from '../../src/engine/dp/stepKernels';
import { createLocalSource, cutMicroBatches, longestFirst, MICRO_BATCH_TOKENS } from '../../src/engine/dp/microBatches';
import { updateHere } from '../../src/engine/dp/noisyUpdate';
import { privateStep, type SumTask } from '../../src/engine/dp/step';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { createOptimizer } from '../../src/engine/optim/optimizer';
import { backends, open, relativeError, testNumbers } from './backends';
import { plainGradients } from './plainSwitch';
import { hashSource } from './randomness';

const vocabulary = 23;
const classes = 3;

const sparse: SwitchModelConfig = {
  ...presets.tiny,
  numLayers: 2,
  expertCapacity: 2,
  attention: true,
  positionBias: { buckets: 8, maxDistance: 6 },
  finalNorm: true,
  routerZLoss: 0.02,
  balancing: { kind: 'perSample', coefficient: 0.3 },
  init: { embeddingStd: 0.4, outputScale: 1, headStd: 1 },
};
const configs: Record<string, ModelConfig> = { Switch: sparse, linear: { architecture: 'linear' } };

/** Records with repeated tokens, also within a unit, in units of 3, 1, 4 and 2 of them. */
function unitsOf(...sizes: number[]): EncodedRecords {
  const lengths = Array.from({ length: sizes.reduce((sum, n) => sum + n, 0) }, (_, b) => 1 + ((b * 5) % 9));
  const borders = (parts: readonly number[]): Int32Array => Int32Array.from([0, ...parts].map(((sum) => (n: number) => (sum += n))(0)));
  const starts = borders(lengths);
  const ids = Int32Array.from({ length: starts.at(-1)! }, (_, i) => (i * i * 7 + 3 * i) % vocabulary);
  return { ids, starts, labels: Int32Array.from(lengths, (_, b) => b % classes), units: borders(sizes) };
}
const records = unitsOf(3, 1, 4, 2);
const every = Int32Array.of(0, 1, 2, 3);

const norm = (v: ArrayLike<number>): number => Math.sqrt(Array.from(v).reduce((sum, x) => sum + x * x, 0));
const added = (a: Float64Array<ArrayBuffer>, b: Float64Array): Float64Array<ArrayBuffer> => a.map((x, i) => x + b[i]);

describe.each(backends.flatMap((backend) => Object.keys(configs).map((name) => [backend, name] as const)))('units on %s, %s', (backend, name) => {
  const model = createModel(configs[name], vocabulary, classes);
  const parameters = model.initialise(1).map((x, i) => x + 0.1 * testNumbers(1, i)[0]);
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open(backend);
  });

  const sumOf = (drawn: ArrayLike<number>, task: SumTask, of = records, limit: number | 'auto' = 'auto') =>
    createLocalSource(model, kernels, of, limit).clippedSum(parameters, Int32Array.from(Array.from(drawn)), task);

  /** Sum of the gradients of each unit's records, every record computed alone and unclipped. (U)(parameters) */
  async function oneRecordAtATime(): Promise<Float64Array<ArrayBuffer>[]> {
    const { units, ...single } = records;
    const sums: Float64Array<ArrayBuffer>[] = [];
    for (const u of every) {
      let sum = new Float64Array(model.layout.size);
      for (let record = units![u]; record < units![u + 1]; record++) sum = added(sum, (await sumOf([record], { clipNorm: null }, single)).sum);
      sums.push(sum);
    }
    return sums;
  }

  it('the clipped sum equals the loop over single records, summed by unit and then clipped, to 1e-5', async () => {
    const each = await oneRecordAtATime();
    const norms = each.map(norm);
    const [, second, third] = [...norms].sort((a, b) => a - b);
    const clipNorm = (second + third) / 2;
    const { sum, telemetry } = await sumOf(every, { clipNorm });
    const expected = each.map((g, u) => g.map((x) => x * Math.min(1, clipNorm / norms[u]))).reduce(added);
    for (const { name: parameter } of model.layout.slots) {
      expect(relativeError(model.layout.view(sum, parameter), model.layout.view(expected, parameter)), parameter).toBeLessThan(1e-5);
    }
    expect(relativeError(telemetry.norms, norms)).toBeLessThan(1e-5);
    expect(telemetry).toMatchObject({ units: 4, records: 10, clippedUnits: 2 });
  });

  it("a unit's clipped gradient is unchanged by batch-mates", async () => {
    const task = { clipNorm: 0.05 };
    const alone = (await sumOf([2], task)).sum;
    for (const mates of [[0], [1, 3], [0, 1, 3]]) {
      const without = (await sumOf(mates, task)).sum;
      const together = (await sumOf([...mates, 2].sort(), task)).sum;
      expect(relativeError(together.map((x, i) => x - without[i]), alone)).toBeLessThan(1e-5);
    }
  });

  it('a unit adds at most the clip norm, however many records it has', async () => {
    for (const u of every) {
      const { sum, telemetry } = await sumOf([u], { clipNorm: 1e-3 });
      expect(telemetry.clippedUnits).toBe(1);
      expect(norm(sum)).toBeLessThanOrEqual(1e-3);
      expect(norm(sum)).toBeGreaterThan(1e-3 * (1 - 1e-5));
    }
  });

  it('a unit with its released terms stays within the joint sensitivity', async () => {
    const release: JointRelease = { routingLoad: model.sparse.layers > 0 ? 0.3 : 0, clippedShare: 0.2, ...model.sparse };
    for (const u of every) expect(norm((await sumOf([u], { clipNorm: 0.5, release })).sum)).toBeLessThanOrEqual(jointSensitivity(0.5, release));
  });

  it('units of one record each equal the record case bit for bit', async () => {
    const { units: _, ...plain } = records;
    const single = { ...plain, units: Int32Array.from({ length: 11 }, (_unit, b) => b) };
    const drawn = [0, 2, 3, 7, 9];
    for (const clipNorm of [0.5, null]) {
      const asUnits = await sumOf(drawn, { clipNorm }, single);
      const asRecords = await sumOf(drawn, { clipNorm }, plain);
      expect(asUnits.sum).toEqual(asRecords.sum);
      expect(asUnits.telemetry).toEqual(asRecords.telemetry);
    }
  });

  it('micro-batches change nothing, also where one unit alone is larger than they are', async () => {
    const whole = (await sumOf(every, { clipNorm: 0.5 })).sum;
    for (const limit of [1, 4]) expect(relativeError((await sumOf(every, { clipNorm: 0.5 }, records, limit)).sum, whole)).toBeLessThan(1e-6);
  });

  it('a unit with a record that is not finite adds nothing at all, and is counted', async () => {
    const poisonedId = vocabulary - 1;
    const ids = records.ids.map((id) => (id === poisonedId ? 0 : id));
    ids[records.starts[5]] = poisonedId; // The second record of unit 2.
    const flat = parameters.slice();
    model.layout.view(flat, model.layout.slots[0].name).fill(Infinity, poisonedId * model.layout.slots[0].shape[1]);
    for (const clipNorm of [0.5, null]) {
      const source = (of: EncodedRecords) => createLocalSource(model, kernels, of, 'auto');
      const { sum, telemetry } = await source({ ...records, ids }).clippedSum(flat, every, { clipNorm });
      const without = await source({ ...records, ids }).clippedSum(flat, Int32Array.of(0, 1, 3), { clipNorm });
      expect(telemetry).toMatchObject({ nonFiniteUnits: 1, units: 3, records: 6 });
      expect(relativeError(sum, without.sum)).toBeLessThan(1e-6);
      expect(norm(sum)).toBeGreaterThan(0);
    }
  });
});

describe('units against tfjs', () => {
  it('the gradient of a unit is the sum of tfjs’s own gradients of its records', async () => {
    const model = createModel(sparse, vocabulary, classes);
    const parameters = model.initialise(1);
    const kernels = await open('wasm');
    const each = await plainGradients(sparse, model.layout, parameters, records);
    const expected = Float64Array.from(each[0], (_, i) => each.slice(4, 8).reduce((sum, g) => sum + g[i], 0));
    const { sum } = await createLocalSource(model, kernels, records, 'auto').clippedSum(parameters, Int32Array.of(2), { clipNorm: 1e6 });
    expect(relativeError(sum, expected)).toBeLessThan(1e-5);
  });
});

describe('sampling and cutting by unit', () => {
  it('a step draws units, each with all of its records', async () => {
    const drawnSets: number[][] = [];
    const parameters = new Float32Array(1);
    const source = {
      units: unitCount(records),
      clippedSum: (_: Float32Array, drawn: Int32Array) => {
        drawnSets.push([...drawn]);
        return Promise.resolve({ sum: new Float64Array(1), telemetry: undefined as never });
      },
    };
    const context = { mechanism: { samplingRate: 0.5, expectedBatchSize: 2, protection: { clipNorm: 1, noiseMultiplier: 1 } }, source };
    const updater = updateHere(plainStepKernels, hashSource('n'), createOptimizer({ name: 'sgd', momentum: 0 }, 1));
    const sampling = hashSource('units');
    for (let step = 0; step < 2000; step++) await privateStep({ ...context, sampling, updater }, parameters, 0);
    for (const u of every) {
      const share = drawnSets.filter((drawn) => drawn.includes(u)).length / drawnSets.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(4.5 * Math.sqrt(0.25 / 2000)); // 4.5 standard deviations
    }
    expect(drawnSets.flat().every((u) => u < 4)).toBe(true);
  });

  it.each([1, 2, 3, 5, 100, 'auto'] as const)('never splits a unit, with at most %s records a micro-batch', (limit) => {
    const large = unitsOf(...Array.from({ length: 40 }, (_, u) => 1 + ((u * u) % 30)));
    const drawn = Int32Array.from({ length: 40 }, (_, u) => u).filter((u) => u % 3 !== 0);
    const cuts = cutMicroBatches(large, drawn, limit);
    expect(cuts.flatMap((cut) => [...cut])).toEqual([...drawn]);
    const starts = unitStarts(large);
    for (const cut of cuts) {
      if (cut.length === 1) continue;
      const pack = selectUnits(large, cut);
      expect(limit === 'auto' ? pack.ids.length : pack.labels.length).toBeLessThanOrEqual(limit === 'auto' ? MICRO_BATCH_TOKENS : limit);
      expect(pack.ids.length).toBe([...cut].reduce((sum, u) => sum + starts[u + 1] - starts[u], 0));
    }
  });

  it('are taken the longest first, each once', () => {
    const large = unitsOf(...Array.from({ length: 40 }, (_, u) => 1 + ((u * u) % 30)));
    const drawn = Int32Array.of(39, 3, 8, 30, 12);
    const starts = unitStarts(large);
    const ordered = longestFirst(large, drawn);
    expect([...ordered].sort()).toEqual([...drawn].sort());
    const lengths = Array.from(ordered, (u) => starts[u + 1] - starts[u]);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
  });

  it('chosen units keep their records, in order', () => {
    const chosen = selectUnits(records, [2, 0]);
    expect([...chosen.units!]).toEqual([0, 4, 7]);
    const { units: _, ...pack } = chosen;
    expect(pack).toEqual(selectRecords(records, [4, 5, 6, 7, 0, 1, 2]));
  });

  it('records that are appended to units are units of their own', () => {
    const { units: _, ...single } = unitsOf(1, 1);
    expect([...appendRecords(records, single).units!]).toEqual([0, 3, 4, 8, 10, 11, 12]);
    expect(appendRecords(single, single).units).toBeUndefined();
  });
});
