// Worker threads: the sum is that of one thread, whatever their number, and a thread that dies fails the step.
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { presets } from '../../src/core/config/presets';
import type { JointRelease } from '../../src/core/privacy/jointRelease';
import { selectRecords, type EncodedRecords } from '../../src/core/records';
import { packageRoot } from '../../src/data/packageRoot';
import { createLocalSource } from '../../src/engine/dp/microBatches';
import { createModel } from '../../src/engine/model/createModel';
import { openWorkerPool, type WorkerPool } from '../../src/trainer/workers/pool';
import { open, relativeError, testNumbers } from '../engine/backends';
import { kolmogorovSmirnov } from '../engine/randomness';

const vocabulary = 50;
const config = { ...presets.tiny, init: { ...presets.tiny.init, embeddingStd: 0.1 } };

const records: EncodedRecords = {
  ids: Int32Array.from({ length: 600 }, (_, i) => (i * i + 3 * i) % vocabulary),
  starts: Int32Array.from({ length: 61 }, (_, b) => b * 10),
  labels: Int32Array.from({ length: 60 }, (_, b) => b % 2),
};

async function pool(workers: number, model = config, release?: JointRelease): Promise<WorkerPool> {
  const { layout } = createModel(config, vocabulary, 2);
  const opened = await openWorkerPool({
    entry: join(packageRoot(), 'dist', 'worker.js'),
    workers,
    microBatch: 7,
    backend: { name: 'wasm' },
    model,
    vocabulary,
    classes: 2,
    train: records,
    test: selectRecords(records, [1, 2, 3]),
    layout,
    release,
    optimizer: { name: 'sgd', momentum: 0 },
  });
  onTestFinished(() => opened.close());
  return opened;
}

describe('a pool of worker threads', () => {
  it.each([1, 2, 3])('of %d sums like one thread, to 1e-5', async (workers) => {
    const model = createModel(config, vocabulary, 2);
    const flat = model.initialise(1).map((x, i) => x + 0.1 * testNumbers(1, i)[0]);
    const drawn = Int32Array.from({ length: 37 }, (_, i) => (i * 17) % 60).sort();
    const expected = await createLocalSource(model, await open('wasm'), records, 'auto').clippedSum(flat, drawn, { clipNorm: 0.2 });
    const actual = await (await pool(workers)).clippedSum(flat, drawn, { clipNorm: 0.2 });
    expect(relativeError(actual.sum, expected.sum)).toBeLessThan(1e-5);
    expect(actual.telemetry.records).toBe(37);
    expect(actual.telemetry.clippedUnits).toBe(expected.telemetry.clippedUnits);
  });

  it('puts terms of a joint release behind the sum, as one thread does, and noise on them', async () => {
    const model = createModel(config, vocabulary, 2);
    const flat = model.initialise(1);
    const release = { routingLoad: 0.3, clippedShare: 0.2, ...model.sparse };
    const task = { clipNorm: 0.2, release, balancingLoad: [Float32Array.of(0.4, 0.3, 0.2, 0.1)] };
    const drawn = Int32Array.from({ length: 37 }, (_, i) => i);
    const expected = await createLocalSource(model, await open('wasm'), records, 'auto').clippedSum(flat, drawn, task);
    const opened = await pool(2, config, release);
    const actual = await opened.clippedSum(flat, drawn, task);
    expect(relativeError(actual.sum, expected.sum)).toBeLessThan(1e-5);
    const before = actual.sum.slice(model.layout.size);
    await opened.apply(actual.sum, opened.parameters, { standardDeviation: 3, divisor: 1 }, 1);
    actual.sum.subarray(model.layout.size).forEach((x, i) => expect(x).not.toBe(before[i]));
    await expect(opened.clippedSum(flat, drawn, { clipNorm: 0.2 })).rejects.toThrow(/another joint release/);
  });

  it('sums an empty batch to zero', async () => {
    const { sum } = await (await pool(2)).clippedSum(new Float32Array(createModel(config, vocabulary, 2).layout.size), new Int32Array(0), { clipNorm: 1 });
    expect(sum.every((x) => x === 0)).toBe(true);
  });

  it.each([1, 2, 3])('of %d adds noise of the right size to every element, once and differently each time', async (workers) => {
    const opened = await pool(workers);
    const empty = async (): Promise<Float64Array> => {
      const { sum } = await opened.clippedSum(opened.parameters, new Int32Array(0), { clipNorm: 1 });
      await opened.apply(sum, opened.parameters, { standardDeviation: 3, divisor: 1 }, 1);
      return sum.map((x) => x / 3);
    };
    const [first, second] = [await empty(), await empty()];
    for (const sample of [first, second, first.map((x, i) => (x - second[i]) / Math.SQRT2)]) {
      expect(kolmogorovSmirnov(sample)).toBeLessThan(1.95 / Math.sqrt(sample.length));
    }
  });

  it('fails the request when a thread dies, instead of waiting for ever', async () => {
    const broken = await pool(1);
    const never = broken.clippedSum(new Float32Array(createModel(config, vocabulary, 2).layout.size), Int32Array.of(0, 1), { clipNorm: 1 });
    void broken.close();
    await expect(never).rejects.toThrow(/worker thread ended early/);
  });
});
