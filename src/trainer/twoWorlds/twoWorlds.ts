// The two-worlds check of a run: on its own model and data, as its trainer would compute them, but without noise.
import type { RunConfig } from '../../core/config/runFile';
import { jointRelease } from '../../core/privacy/jointRelease';
import { loadDataSet } from '../../data/loadDataSet';
import { openBackend, type BackendName } from '../../engine/backend';
import { createModel } from '../../engine/model/createModel';
import { createOptimizer } from '../../engine/optim/optimizer';
import type { Store } from '../../store/store';
import { chooseBackend } from '../resources';
import { unevenLoad } from '../unevenLoad';
import { readWasmAssets } from '../wasmAssets';
import { unitsToLeaveOut, type LeftOutKind } from './leftOut';
import { replayTwoWorlds, type Violation } from './replay';

export interface TwoWorldsReport {
  readonly backend: BackendName;
  /** Which unit was left out in each step. */
  readonly leftOut: readonly LeftOutKind[];
  /** Largest change of another unit's clipped gradient that passes, relative to it; 0: the same bits. */
  readonly tolerance: number;
  /** Empty when all is well. */
  readonly violations: readonly Violation[];
}

/** What to check; the same members that a run has. */
export interface TwoWorldsJob {
  readonly config: RunConfig;
  readonly baseDirectory: string;
}

/** Our own kernels give every unit the same bits in every batch; those of other backends make no such promise. */
const toleranceOf = (backend: BackendName): number => (backend === 'wasm' ? 0 : 1e-5);

/** Charges nothing: nothing leaves but which of the rules were broken, and how far. */
export async function checkTwoWorlds(store: Store, { config, baseDirectory }: TwoWorldsJob): Promise<TwoWorldsReport> {
  const data = await loadDataSet(config.data, config.privacy.unit, baseDirectory, await store.secret(), { cacheDirectory: store.paths.cache });
  const model = createModel(config.model, data.vocabularySize, data.labels.length);
  const backend = chooseBackend(config.compute);
  const release = jointRelease(config.privacy.release ?? {}, model.sparse);
  const leftOut = unitsToLeaveOut(data.train);
  const tolerance = toleranceOf(backend);
  const replay = {
    model,
    kernels: await openBackend(backend, readWasmAssets()),
    records: data.train,
    task: { clipNorm: config.privacy.clipNorm, release, balancingLoad: unevenLoad(model.sparse) },
    microBatch: config.compute.microBatch,
    optimizer: createOptimizer(config.training.optimizer, model.layout.size),
    learningRate: config.training.learningRate,
    leftOut,
    tolerance,
  };
  const violations = await replayTwoWorlds(replay, model.initialise(config.training.initSeed));
  return { backend, leftOut: leftOut.map(({ kind }) => kind), tolerance, violations };
}
