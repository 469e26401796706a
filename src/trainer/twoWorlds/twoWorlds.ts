// The two-worlds check of a run: on its own model and data, as its trainer would compute them, but without noise.
import type { RunConfig } from '../../core/config/runFile';
import { jointRelease } from '../../core/privacy/jointRelease';
import { loadDataSet } from '../../data/loadDataSet';
import { createModel } from '../../engine/model/createModel';
import { createOptimizer } from '../../engine/optim/optimizer';
import type { Store } from '../../store/store';
import { chooseCompute, openKernels, prepareProcess, type Backend } from '../backends';
import { unevenLoad } from '../unevenLoad';
import { unitsToLeaveOut, type LeftOutKind } from './leftOut';
import { replayTwoWorlds, type Violation } from './replay';

export interface TwoWorldsReport {
  readonly backend: string;
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
const toleranceOf = ({ name }: Backend): number => (name === 'wasm' ? 0 : 1e-5);

/** Charges nothing: nothing leaves but which of the rules were broken, and how far. */
export async function checkTwoWorlds(store: Store, { config, baseDirectory }: TwoWorldsJob): Promise<TwoWorldsReport> {
  const data = await loadDataSet(config.data, config.privacy.unit, baseDirectory, await store.secret(), { cacheDirectory: store.paths.cache });
  const model = createModel(config.model, data.vocabularySize, data.labels.length);
  const chosen = await chooseCompute(config.compute, config.model, baseDirectory);
  prepareProcess(chosen);
  const release = jointRelease(config.privacy.release ?? {}, model.sparse);
  const leftOut = unitsToLeaveOut(data.train);
  const tolerance = toleranceOf(chosen.backend);
  const replay = {
    model,
    kernels: await openKernels(chosen.backend),
    records: data.train,
    task: { clipNorm: config.privacy.clipNorm, release, balancingLoad: unevenLoad(model.sparse) },
    microBatch: config.compute.microBatch,
    optimizer: createOptimizer(config.training.optimizer, model.layout.size),
    learningRate: config.training.learningRate,
    leftOut,
    tolerance,
  };
  const violations = await replayTwoWorlds(replay, model.initialise(config.training.initSeed));
  return { backend: chosen.description, leftOut: leftOut.map(({ kind }) => kind), tolerance, violations };
}
