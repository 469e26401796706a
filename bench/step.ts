// Speed of the private step against the same step without privacy, with figures released beside it, against tfjs's stock WebAssembly backend, and over threads.
import { join } from 'node:path';
import type { JointRelease } from '../src/core/privacy/jointRelease';
import { packageRoot } from '../src/data/packageRoot';
import { openBackend } from '../src/engine/backend';
import type { Updater } from '../src/engine/dp/noisyUpdate';
import { privateStep, type GradientSource, type Protection } from '../src/engine/dp/step';
import { createSwitchClassifier } from '../src/engine/model/switchClassifier';
import { createReferenceKernels } from '../src/engine/reference/kernels';
import { createSecureRandom } from '../src/trainer/secureRandom';
import { readWasmAssets } from '../src/trainer/wasmAssets';
import { openWorkerPool } from '../src/trainer/workers/pool';
import { adamw, openLocalStep } from './local';
import { benchModel, benchRecords, classes, vocabulary } from './model';
import { interleave, median, processorTime } from './timing';

const length = 128;
const rounds = 7;

export async function benchStep(): Promise<object> {
  const assets = readWasmAssets();
  const model = createSwitchClassifier(benchModel, vocabulary, classes);
  const records = benchRecords(32, length);
  const few = benchRecords(4, length);
  const release = { routingLoad: 0.1, clippedShare: 0.1, ...model.sparse };
  const { updater: here, parameters: flat, sourceOf } = await openLocalStep(model, release);
  const clipNorm = 1;
  /** One step on all records of a source: sampling rate 1 draws every record. */
  const step = (source: GradientSource, updater: Updater, parameters: Float32Array, protection: Protection | 'none', release?: JointRelease) => async (): Promise<void> => {
    const mechanism = { samplingRate: 1, expectedBatchSize: source.units, protection, release };
    await privateStep({ mechanism, source, sampling: createSecureRandom(), updater }, parameters, 1e-4);
  };
  const protection = { clipNorm, noiseMultiplier: 1 };

  const kernels = await openBackend('wasm', assets);
  const local = sourceOf(kernels, records, 'auto');
  const stock = sourceOf(createReferenceKernels('wasm'), few, 'auto');
  const single = await interleave(
    {
      plain: step(local, here, flat, 'none'),
      private: step(local, here, flat, protection),
      releasing: step(local, here, flat, protection, release),
      stockPrivate: step(stock, here, flat, protection),
    },
    rounds,
    processorTime,
  );

  const pools = await Promise.all(
    [1, 2].map((workers) =>
      openWorkerPool({
        entry: join(packageRoot(), 'dist', 'worker.js'),
        workers,
        microBatch: 'auto',
        backend: { name: 'wasm' },
        model: benchModel,
        vocabulary,
        classes,
        train: records,
        test: few,
        layout: model.layout,
        optimizer: adamw,
      }),
    ),
  );
  pools.forEach((pool) => pool.parameters.set(flat));
  const [one, two] = pools.map((pool) => step(pool, pool, pool.parameters, protection));
  const threads = await interleave({ one, two }, rounds);
  await Promise.all(pools.map((pool) => pool.close()));

  const tokensPerSecond = (milliseconds: readonly number[], count: number): number => Math.round((1000 * count * length) / median(milliseconds));
  const rate = {
    plain: tokensPerSecond(single.plain, 32),
    private: tokensPerSecond(single.private, 32),
    releasing: tokensPerSecond(single.releasing, 32),
    stockPrivate: tokensPerSecond(single.stockPrivate, 4),
    oneWorker: tokensPerSecond(threads.one, 32),
    twoWorkers: tokensPerSecond(threads.two, 32),
  };
  return {
    model: { parameters: model.layout.size, records: 32, tokensPerRecord: length, stockRecords: 4 },
    tokensPerSecond: rate,
    ratios: {
      privateCost: rate.plain / rate.private,
      releaseCost: rate.private / rate.releasing,
      privateOverStock: rate.private / rate.stockPrivate,
      twoWorkersOverOne: rate.twoWorkers / rate.oneWorker,
    },
  };
}
