// How the speed of the private step grows: with records in a micro-batch, with experts at constant active parameters, and with the length of records.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SwitchModelConfig } from '../src/core/config/model';
import type { EncodedRecords } from '../src/core/records';
import { packageRoot } from '../src/data/packageRoot';
import { privateStep } from '../src/engine/dp/step';
import type { Kernels } from '../src/engine/kernels/kernels';
import { createSwitchClassifier } from '../src/engine/model/switchClassifier';
import { chooseCompute, openKernels, prepareProcess } from '../src/trainer/backends';
import { createSecureRandom } from '../src/trainer/secureRandom';
import { openLocalStep } from './local';
import { benchModel, benchRecords, classes, vocabulary } from './model';
import type { Options } from './options';
import { lineChart, type Series } from './svg';
import { interleave, median, processorTime } from './timing';

/** Tokens of a step where the length of records varies. */
const tokens = 4096;

interface Point {
  readonly model: SwitchModelConfig;
  readonly records: EncodedRecords;
  readonly microBatch: number | 'auto';
}

interface Curve {
  readonly file: string;
  readonly title: string;
  readonly x: string;
  readonly values: readonly number[];
  readonly at: (x: number) => Point;
}

const curves: readonly Curve[] = [
  {
    file: 'micro-batch',
    title: 'Private step by records in a micro-batch (T = 128, 64 records a step)',
    x: 'records in a micro-batch',
    values: [1, 2, 4, 8, 16, 32, 64],
    at: (x) => ({ model: benchModel, records: benchRecords(64, 128), microBatch: x }),
  },
  {
    file: 'experts',
    title: 'Private step by experts of a layer, active parameters alike (T = 128)',
    x: 'experts of a layer',
    values: [4, 8, 16, 32, 64],
    at: (x) => ({ model: { ...benchModel, numExperts: x }, records: benchRecords(32, 128), microBatch: 'auto' }),
  },
  {
    file: 'length',
    title: `Private step by tokens of a record (${tokens} tokens a step)`,
    x: 'tokens of a record',
    values: [32, 64, 128, 256, 512],
    at: (x) => ({ model: benchModel, records: benchRecords(tokens / x, x), microBatch: 'auto' }),
  },
];

/** One private step with noise and AdamW, ready to be repeated. */
async function stepOf({ model: config, records, microBatch }: Point, kernels: Kernels): Promise<() => Promise<void>> {
  const model = createSwitchClassifier(config, vocabulary, classes);
  const { updater, parameters, sourceOf } = await openLocalStep(model);
  const source = sourceOf(kernels, records, microBatch);
  const mechanism = { samplingRate: 1, expectedBatchSize: source.units, protection: { clipNorm: 1, noiseMultiplier: 1 } };
  return async () => void (await privateStep({ mechanism, source, sampling: createSecureRandom(), updater }, parameters, 1e-4));
}

/** Tokens a second of the processor's time at every value of x: medians of interleaved rounds. */
async function measure(curve: Curve, kernels: Kernels, rounds: number): Promise<Series['points']> {
  const points = curve.values.map((x) => [x, curve.at(x)] as const);
  const steps: Record<string, () => Promise<void>> = {};
  for (const [x, point] of points) steps[x] = await stepOf(point, kernels);
  const times = await interleave(steps, rounds, processorTime);
  return points.map(([x, { records }]) => [x, Math.round((1000 * records.ids.length) / median(times[x]))]);
}

/** The current backend is one of the whole thread, so backends are measured one after the other; a curve is compared with itself. */
async function allCurves(backend: 'wasm' | 'native', rounds: number): Promise<Map<Curve, Series['points']>> {
  const chosen = await chooseCompute({ backend, workers: 1, microBatch: 'auto' }, benchModel, packageRoot());
  prepareProcess(chosen);
  const kernels = await openKernels(chosen.backend);
  const measured = new Map<Curve, Series['points']>();
  for (const curve of curves) measured.set(curve, await measure(curve, kernels, rounds));
  return measured;
}

export async function benchCurves({ rounds }: Options): Promise<object> {
  const backends = new Map([['built in', await allCurves('wasm', rounds)]]);
  try {
    backends.set('native', await allCurves('native', rounds));
  } catch (error) {
    console.error(`Native is left out: ${(error as Error).message}`);
  }
  const results = curves.map((curve) => {
    const series = [...backends].map(([label, measured]) => ({ label, points: measured.get(curve) ?? [] }));
    const svg = lineChart({ title: curve.title, x: curve.x, y: 'tokens/s', series });
    writeFileSync(join(packageRoot(), 'bench', 'results', `${curve.file}.svg`), svg);
    return [curve.file, Object.fromEntries(series.map(({ label, points }) => [label, Object.fromEntries(points)]))] as const;
  });
  return Object.fromEntries(results);
}
