// Figures released with the gradient, on real models: each record's terms, their bound, and what a step makes of them.
import { beforeAll, describe, expect, it } from 'vitest';
import type { SwitchModelConfig } from '../../src/core/config/model';
import { presets } from '../../src/core/config/presets';
import { jointSensitivity, type JointRelease } from '../../src/core/privacy/jointRelease';
import { selectRecords, type EncodedRecords } from '../../src/core/records';
import { createLocalSource } from '../../src/engine/dp/microBatches';
import { plainStepKernels } from '../../src/engine/dp/stepKernels';
import { addGaussianNoise } from '../../src/engine/dp/noise';
import { updateHere } from '../../src/engine/dp/noisyUpdate';
import { readReleased, releasedSize, type ReleasedFigures } from '../../src/engine/dp/release';
import { privateStep, type GradientSource, type StepMechanism, type SumTask } from '../../src/engine/dp/step';
import { emptyTelemetry } from '../../src/engine/dp/telemetry';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { createSwitchClassifier } from '../../src/engine/model/switchClassifier';
import { createOptimizer } from '../../src/engine/optim/optimizer';
import { backends, open, relativeError, testNumbers } from './backends';
import { hashSource, kolmogorovSmirnov } from './randomness';

const vocabulary = 23;
const experts = 4;
const config: SwitchModelConfig = { ...presets.tiny, numLayers: 2, numExperts: experts, expertCapacity: 2, init: { embeddingStd: 0.4, outputScale: 1, headStd: 1 } };
const model = createSwitchClassifier(config, vocabulary, 3);
const parameters = model.initialise(1).map((x, i) => x + 0.1 * testNumbers(1, i)[0]);
const release: JointRelease = { routingLoad: 0.3, clippedShare: 0.2, ...model.sparse };
const clipNorm = 0.8;

/** Lengths from 1 to 9: a record of one token has all of its load on one expert. */
const records: EncodedRecords = (() => {
  const lengths = [5, 1, 9, 3, 2, 1, 7, 4];
  const starts = Int32Array.from([0, ...lengths].map(((sum) => (n: number) => (sum += n))(0)));
  const ids = Int32Array.from({ length: starts.at(-1)! }, (_, i) => (i * i * 7 + 3 * i) % vocabulary);
  return { ids, starts, labels: Int32Array.from(lengths, (_, b) => b % 3) };
})();
const every = Int32Array.from(records.labels.keys());

/** Loads by layer, then the clipped share. */
const inOneRow = ({ expertLoad, clippedShare }: ReleasedFigures): number[] => [...expertLoad.flatMap((load) => [...load]), clippedShare!];

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));

describe.each(backends)('terms on %s', (backend) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open(backend);
  });

  const sumOf = (drawn: ArrayLike<number>, task: SumTask, of = records) =>
    createLocalSource(model, kernels, of, 'auto').clippedSum(parameters, Int32Array.from(Array.from(drawn)), task);
  const behind = ({ sum }: { sum: Float64Array }): Float64Array => sum.subarray(model.layout.size);

  it("one record's gradient and terms together stay within the joint sensitivity", async () => {
    for (const b of every) {
      const one = await sumOf([b], { clipNorm, release });
      expect(norm(one.sum)).toBeLessThanOrEqual(jointSensitivity(clipNorm, release));
      expect(norm(behind(one))).toBeLessThanOrEqual(clipNorm * Math.sqrt(0.5) * (1 + 1e-14));
    }
    const oneToken = await sumOf([1], { clipNorm: 1e-3, release });
    expect(norm(oneToken.sum), 'one token, and clipped: the bound is reached').toBeGreaterThan(jointSensitivity(1e-3, release) * (1 - 1e-5));
  });

  it('are the load of a record less 1/E and its clip bit less 1/2, each of bound C √ρ', async () => {
    for (const b of every) {
      const { telemetry, ...one } = await sumOf([b], { clipNorm, release });
      const loads = telemetry.expertLoad.flatMap((counts) => Array.from(counts, (count) => count / telemetry.tokens - 1 / experts));
      const scaledLoads = loads.map((d) => (d * clipNorm * Math.sqrt(0.3)) / Math.sqrt(2 * (1 - 1 / experts)));
      const bit = (telemetry.norms[0] > clipNorm ? 1 : -1) * clipNorm * Math.sqrt(0.2);
      expect(relativeError(behind(one), [...scaledLoads, bit])).toBeLessThan(1e-12);
    }
  });

  it('add up over the batch, unchanged by batch-mates', async () => {
    const expected = new Float64Array(releasedSize(release));
    for (const b of every) behind(await sumOf([b], { clipNorm, release })).forEach((x, i) => (expected[i] += x));
    expect(relativeError(behind(await sumOf(every, { clipNorm, release })), expected)).toBeLessThan(1e-12);
  });

  it('leave the gradient as it is, bit for bit', async () => {
    const alone = (await sumOf(every, { clipNorm })).sum;
    expect(alone).toHaveLength(model.layout.size);
    expect((await sumOf(every, { clipNorm, release })).sum.subarray(0, model.layout.size)).toEqual(alone);
  });

  it('of an empty batch are zero', async () => {
    expect([...behind(await sumOf([], { clipNorm, release }))]).toEqual(new Array(releasedSize(release)).fill(0));
  });

  it('are left out for a record whose gradient is not finite', async () => {
    const poisoned = { ...records, ids: records.ids.map((id) => (id === 0 ? 1 : id)) };
    poisoned.ids[poisoned.starts[2]] = 0;
    const kept = parameters.slice();
    model.layout.view(parameters, 'shared.weight').subarray(0, config.dModel).fill(Infinity);
    try {
      const rest = every.filter((b) => b !== 2);
      const withIt = await sumOf(every, { clipNorm, release }, poisoned);
      expect(withIt.telemetry.nonFiniteUnits).toBe(1);
      expect(relativeError(behind(withIt), behind(await sumOf(rest, { clipNorm, release }, poisoned)))).toBeLessThan(1e-12);
    } finally {
      parameters.set(kept);
    }
  });

  it('of one figure alone stand alone', async () => {
    const both = behind(await sumOf(every, { clipNorm, release }));
    expect(relativeError(behind(await sumOf(every, { clipNorm, release: { ...release, clippedShare: 0 } })), both.subarray(0, -1))).toBeLessThan(1e-12);
    expect(relativeError(behind(await sumOf(every, { clipNorm, release: { ...release, routingLoad: 0 } })), both.subarray(-1))).toBeLessThan(1e-12);
  });

  it('read without noise are the means over the records', async () => {
    const { sum, telemetry } = await sumOf(every, { clipNorm, release });
    const figures = readReleased(release, clipNorm, sum.subarray(model.layout.size).map((x) => x / every.length));
    expect(figures.clippedShare).toBeCloseTo(telemetry.clippedUnits / every.length, 12);
    const shares = await Promise.all(Array.from(every, async (b) => (await sumOf([b], { clipNorm })).telemetry));
    for (const [layer, load] of figures.expertLoad.entries()) {
      const expected = Array.from({ length: experts }, (_, e) => shares.reduce((mean, { expertLoad, tokens }) => mean + expertLoad[layer][e] / tokens / every.length, 0));
      expect(relativeError(load, expected)).toBeLessThan(1e-6);
    }
  });
});

describe('a step with a joint release', () => {
  const size = 20_000;
  const wide: JointRelease = { routingLoad: 0.2, clippedShare: 0, layers: 2, experts: size / 2 };
  const mechanism: StepMechanism = { samplingRate: 0.5, expectedBatchSize: 10, protection: { clipNorm: 2, noiseMultiplier: 1.5 } };

  async function takeStep(how: StepMechanism, elements = size + releasedSize(how.release)) {
    const source: GradientSource = { units: 9, clippedSum: () => Promise.resolve({ sum: new Float64Array(elements), telemetry: emptyTelemetry() }) };
    const flat = new Float32Array(size);
    const updater = updateHere(plainStepKernels, hashSource('n'), createOptimizer({ name: 'sgd', momentum: 0 }, size));
    const report = await privateStep({ mechanism: how, source, sampling: hashSource('s'), updater }, flat, 1);
    return { report, flat };
  }

  it('gives the gradient √(1 + ρ) times the noise', async () => {
    const { flat } = await takeStep({ ...mechanism, release: wide });
    const limit = 1.95 / Math.sqrt(size);
    expect(kolmogorovSmirnov(Float64Array.from(flat, (x) => (x * 10) / (1.5 * 2 * Math.sqrt(1.2))))).toBeLessThan(limit);
    expect(kolmogorovSmirnov(Float64Array.from(flat, (x) => (x * 10) / (1.5 * 2))), 'the test can tell').toBeGreaterThan(limit);
  });

  it('gives the figures noise of nm · C_h · √((1 + ρ) / ρ), divided by the public batch size', async () => {
    const { report } = await takeStep({ ...mechanism, release: wide });
    const noise = report.released!.expertLoad.flatMap((load) => Array.from(load, (x) => x - 1 / wide.experts));
    const deviation = (1.5 * Math.sqrt(2 * (1 - 1 / wide.experts)) * Math.sqrt(1.2 / 0.2)) / 10;
    expect(kolmogorovSmirnov(Float64Array.from(noise, (x) => x / deviation))).toBeLessThan(1.95 / Math.sqrt(size));
  });

  it('draws the noise of the figures apart from that of the gradient', async () => {
    const { report, flat } = await takeStep({ ...mechanism, release: wide });
    const noise = report.released!.expertLoad.flatMap((load) => Array.from(load, (x) => x - 1 / wide.experts));
    const correlation = noise.reduce((sum, x, i) => sum + x * flat[i], 0) / (norm(noise) * norm(flat));
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(size));
  });

  it('releases figures without bias: averaged over many steps they are the means over all records', async () => {
    const kernels = await open('wasm');
    const source = createLocalSource(model, kernels, records, 'auto');
    const half: StepMechanism = { samplingRate: 0.5, expectedBatchSize: every.length / 2, protection: { clipNorm, noiseMultiplier: 0.1 }, release };
    const updater = updateHere(plainStepKernels, hashSource('noise'), createOptimizer({ name: 'sgd', momentum: 0 }, model.layout.size));
    const context = { mechanism: half, source, sampling: hashSource('coins'), updater };
    const steps = 400;
    const mean = new Float64Array(releasedSize(release));
    for (let step = 0; step < steps; step++) inOneRow((await privateStep(context, parameters.slice(), 0)).released!).forEach((x, i) => (mean[i] += x / steps));

    const { sum } = await source.clippedSum(parameters, every, { clipNorm, release });
    const truth = inOneRow(readReleased(release, clipNorm, sum.subarray(model.layout.size).map((x) => x / every.length)));
    // Each of the 8 coins moves a mean by at most 1/8 to either side, and the noise by less: a standard deviation below 0.5 a step.
    truth.forEach((value, i) => expect(Math.abs(mean[i] - value), `figure ${i}`).toBeLessThan((4 * 0.5) / Math.sqrt(steps)));
  });

  it('without one is the step of the clip norm, bit for bit', async () => {
    const { report, flat } = await takeStep(mechanism);
    const noise = new Float64Array(size);
    addGaussianNoise(noise, 3, hashSource('n'));
    expect(report.released).toBeUndefined();
    expect(flat).toEqual(Float32Array.from(noise, (x) => -(x / 10)));
  });

  it('refuses a sum that holds anything else than what the mechanism releases', async () => {
    await expect(takeStep({ ...mechanism, release: wide }, size)).rejects.toThrow(/not what the mechanism releases/);
    await expect(takeStep(mechanism, size + 1)).rejects.toThrow(/not what the mechanism releases/);
  });

  it('counts the share of records that are clipped: a step on records of one kind says 0 or 1', async () => {
    const kernels = await open('cpu');
    for (const [bound, share] of [[1e-3, 1], [1e3, 0]]) {
      const { sum } = await createLocalSource(model, kernels, selectRecords(records, [0, 2]), 'auto').clippedSum(parameters, Int32Array.of(0, 1), { clipNorm: bound, release });
      expect(readReleased(release, bound, sum.subarray(model.layout.size).map((x) => x / 2)).clippedShare).toBeCloseTo(share, 12);
    }
  });
});
