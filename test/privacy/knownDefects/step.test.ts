// Defects of sampling, noise and divisor that other libraries have had, each tried out on a whole private step.
import { beforeAll, expect, it } from 'vitest';
import { parseRunFile } from '../../../src/core/config/runFile';
import { planRun } from '../../../src/core/plan';
import { jointRelease } from '../../../src/core/privacy/jointRelease';
import { revealSensitive } from '../../../src/core/sensitivity';
import { plainStepKernels } from '../../../src/engine/dp/stepKernels';
import { createLocalSource } from '../../../src/engine/dp/microBatches';
import { updateHere, type Updater } from '../../../src/engine/dp/noisyUpdate';
import { poissonSample } from '../../../src/engine/dp/poisson';
import { privateStep, type GradientSource, type StepMechanism, type StepReport } from '../../../src/engine/dp/step';
import { emptyTelemetry, type BatchTelemetry } from '../../../src/engine/dp/telemetry';
import type { Kernels } from '../../../src/engine/kernels/kernels';
import { createOptimizer } from '../../../src/engine/optim/optimizer';
import { runSteps, stepMechanismOf, type LoopObserver } from '../../../src/trainer/loop';
import { createSecureRandom } from '../../../src/trainer/secureRandom';
import { open } from '../../engine/backends';
import { constantSource, hashSource, kolmogorovSmirnov } from '../../engine/randomness';
import { exampleConfig } from '../../store/examples';
import { models, norm, recordsOf, weightsOf } from './subject';

const model = models['tied position bias, experts and norms'];
const before = weightsOf(model);
const lengths = Array.from({ length: 40 }, (_, b) => 1 + ((b * 5) % 11));
const mechanism: StepMechanism = { samplingRate: 0.3, expectedBatchSize: 12, protection: { clipNorm: 0.2, noiseMultiplier: 1.5 } };

let kernels: Kernels;
beforeAll(async () => {
  kernels = await open('wasm');
});

interface Changes {
  readonly lengths?: readonly number[];
  readonly how?: StepMechanism;
  readonly sampling?: ReturnType<typeof hashSource>;
  readonly updater?: Updater;
  readonly microBatch?: number;
}

/** Plain gradient descent with noise from a fixed source. */
const descent = (random = hashSource('noise'), size = before.length): Updater => updateHere(plainStepKernels, random, createOptimizer({ name: 'sgd', momentum: 0 }, size));

/** One step of plain gradient descent at rate 1, so that the parameters move by minus what was released. */
async function step({ lengths: own = lengths, how = mechanism, sampling = hashSource('coins'), updater = descent(), microBatch = 7 }: Changes = {}): Promise<{
  released: Float64Array;
  report: StepReport;
  batch: BatchTelemetry;
}> {
  const after = before.slice();
  const source = createLocalSource(model, kernels, recordsOf(own), microBatch);
  const report = await privateStep({ mechanism: how, source, sampling, updater }, after, 1);
  return { released: Float64Array.from(after, (x, i) => before[i] - x), report, batch: revealSensitive(report.batch) };
}

// opacus #571 and #819: the divisor was made from the number of records that there are.
it('a record that is not drawn changes nothing, not even by being counted', async () => {
  const seeds = ['a', 'b', 'c', 'd', 'e', 'f'].filter((seed) => !poissonSample(41, 0.3, hashSource(seed)).includes(40));
  expect(seeds.length).toBeGreaterThan(0);
  for (const seed of seeds) {
    const [with40, with41] = [await step({ sampling: hashSource(seed) }), await step({ sampling: hashSource(seed), lengths: [...lengths, 6] })];
    expect(with41.batch.records).toBe(with40.batch.records);
    expect(with41.released).toEqual(with40.released);
  }
});

// opacus #330: gradients were computed anew after the noise, which removed it. jax_privacy #383: noise for a sum was added to a mean.
it('what moves the parameters is the clipped sum with noise of noise multiplier · clip norm, over the public batch size', async () => {
  const drawn = poissonSample(lengths.length, 0.3, hashSource('coins'));
  const { sum } = await createLocalSource(model, kernels, recordsOf(lengths), 7).clippedSum(before, drawn, { clipNorm: 0.2 });
  const steps = await Promise.all(['n', 'o', 'i', 's', 'e', 's!'].map((seed) => step({ updater: descent(hashSource(seed)) })));
  const noise = Float64Array.from(steps.flatMap(({ released }) => Array.from(released, (x, i) => (x * 12 - sum[i]) / (1.5 * 0.2))));
  // The parameters are float32, which blurs the noise a little. Each bound is exceeded less than once in a thousand samples.
  expect(kolmogorovSmirnov(noise)).toBeLessThan(1.95 / Math.sqrt(noise.length));
  expect(Math.abs(norm(noise) / Math.sqrt(noise.length) - 1)).toBeLessThan(3.5 / Math.sqrt(2 * noise.length));
});

// opacus #128 and #80, jax_privacy #84: batches of a fixed size under the accountant's Poisson sampling.
it('batches vary in size as Poisson sampling has it, and micro-batches neither cut nor fill them', async () => {
  const sampling = hashSource('sizes');
  const sizes = Array.from({ length: 400 }, () => poissonSample(40, 0.3, sampling).length);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / 400;
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / 399;
  expect(Math.abs(mean - 12)).toBeLessThan(4 * Math.sqrt((40 * 0.3 * 0.7) / 400));
  expect(Math.abs(variance / (40 * 0.3 * 0.7) - 1)).toBeLessThan(4 * Math.sqrt(2 / 399));
  for (const [seed, microBatch] of [['x', 1], ['y', 5], ['z', 1000]] as const) {
    expect((await step({ sampling: hashSource(seed), microBatch })).batch.units).toBe(poissonSample(40, 0.3, hashSource(seed)).length);
  }
});

// opacus #522, #530, #612, #631 and #806: an empty batch ended the run.
it('an empty batch is a step like any other, of noise alone', async () => {
  const { released, batch } = await step({ sampling: constantSource(255) });
  expect(batch.units).toBe(0);
  expect(kolmogorovSmirnov(released.map((x) => (x * 12) / (1.5 * 0.2)))).toBeLessThan(1.95 / Math.sqrt(released.length));
});

// jax_privacy PR #271 and #288: privacy was worked out for micro-batches, and steps were counted in them.
it('noise is added once a step, and neither plan nor ε knows of micro-batches', async () => {
  for (const microBatch of [1, 7, 1000]) {
    let times = 0;
    const updater = descent();
    await step({ microBatch, updater: { apply: (...how) => (times++, updater.apply(...how)) } });
    expect(times).toBe(1);
  }
  const file = { name: 'a', data: { builtIn: 'spam-assassin', maxTokens: 64 }, model: { preset: 'tiny' }, privacy: { ...exampleConfig.privacy, steps: 20 }, training: { optimizer: { name: 'adam' }, learningRate: 0.01 } };
  const [few, many] = [1, 500].map((microBatch) => planRun(parseRunFile({ ...file, compute: { microBatch } }, 'a.run.json').privacy));
  expect(many).toEqual(few);
});

// tf-privacy #72 and #134: a training loop that never came by the noise, without a word.
it('a plan with a guarantee always clips and adds noise; without, its ε is ∞', () => {
  const { noiseMultiplier: _, ...privacy } = { ...exampleConfig.privacy, steps: 20 };
  const plan = planRun({ ...privacy, epsilon: 3 });
  expect(stepMechanismOf(plan).protection).toEqual({ clipNorm: privacy.clipNorm, noiseMultiplier: plan.noiseMultiplier });
  expect(plan.noiseMultiplier).toBeGreaterThan(0);
  const open = planRun({ ...privacy, epsilon: 'inf' });
  expect(stepMechanismOf(open).protection).toBe('none');
  expect(open.guarantee.epsilon).toMatchObject({ pld: Infinity, rdp: Infinity });
});

// NVFlare #343: values that should have had noise came through without it.
it('no parameter and no released figure leaves a step without noise', async () => {
  const release = jointRelease({ routingLoad: 0.1, clippedShare: 0.1 }, model.sparse);
  const { released, report } = await step({ how: { ...mechanism, release, protection: { clipNorm: 0.2, noiseMultiplier: 1e9 } } });
  const figures = [...report.released!.expertLoad.flatMap((load) => Array.from(load)), report.released!.clippedShare!];
  expect(figures).toHaveLength(2 * 4 + 1);
  for (const value of [...figures, ...released]) expect(Math.abs(value)).toBeGreaterThan(100);
});

// JetBrains-Research/opaque, report §7.1: after a resume, coins were drawn again with the key from before.
it('a run that is resumed at a step draws other coins and other noise than before', async () => {
  const plan = planRun({ ...exampleConfig.privacy, noiseMultiplier: 1, publicSize: 40, expectedBatchSize: 12, steps: 4 });
  const attempt = async (): Promise<{ drawn: string[]; after: Float32Array }> => {
    const drawn: string[] = [];
    const source: GradientSource = { units: 40, clippedSum: (_weights, units) => (drawn.push(units.join()), Promise.resolve({ sum: new Float64Array(8), telemetry: emptyTelemetry() })) };
    const observer: LoopObserver = { granted: nothing, stepped: nothing, grantCompleted: nothing, stopReason: () => Promise.resolve(undefined) };
    const grants = { take: (step: number) => Promise.resolve({ id: step, claimId: 1, attempt: 1, firstStep: step, steps: 1 }), giveBack: nothing };
    const after = new Float32Array(8);
    const updater = descent(createSecureRandom(), after.length);
    await runSteps({ plan, training: exampleConfig.training, source, updater, grants, observer }, after, 1);
    return { drawn, after };
  };
  const [first, again] = [await attempt(), await attempt()];
  expect(first.drawn).toHaveLength(3);
  expect(new Set([...first.drawn, ...again.drawn]).size).toBe(6);
  expect(again.after).not.toEqual(first.after);
});

const nothing = (): Promise<void> => Promise.resolve();
