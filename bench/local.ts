// A private step in the calling thread, with the kernels and the optimizer that a worker thread of a run has.
import type { EncodedRecords } from '../src/core/records';
import { createLocalSource } from '../src/engine/dp/microBatches';
import { updateHere, type Updater } from '../src/engine/dp/noisyUpdate';
import { releasedSize } from '../src/engine/dp/release';
import type { GradientSource } from '../src/engine/dp/step';
import type { JointRelease } from '../src/core/privacy/jointRelease';
import type { Kernels } from '../src/engine/kernels/kernels';
import type { Model } from '../src/engine/model/model';
import { createOptimizer, stateNames } from '../src/engine/optim/optimizer';
import { createStepKernels } from '../src/engine/wasm/stepKernels';
import { createStepMemory, viewsOf } from '../src/engine/wasm/stepMemory';
import { createSecureRandom } from '../src/trainer/secureRandom';
import { readWasmAssets } from '../src/trainer/wasmAssets';

/** What all benches update with. */
export const adamw = { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

/** Who sums, who updates, and the parameters that they share. */
export interface StepParts {
  readonly source: GradientSource;
  readonly updater: Updater;
  readonly parameters: Float32Array;
}

/** The vectors of a step, which several sources may take turns with. */
export interface LocalStep extends Omit<StepParts, 'source'> {
  readonly sourceOf: (kernels: Kernels, records: EncodedRecords, microBatch: number | 'auto') => GradientSource;
}

/** @param release what steps may release beside the gradient */
export async function openLocalStep(model: Model, release?: JointRelease): Promise<LocalStep> {
  const size = model.layout.size;
  const stepMemory = createStepMemory({ parameters: size, released: releasedSize(release), stateVectors: stateNames(adamw).length, threads: 1 });
  const { parameters, state, sums, scratch } = viewsOf(stepMemory);
  parameters.set(model.initialise(1));
  const stepKernels = await createStepKernels(readWasmAssets().step, stepMemory.memory, scratch[0]);
  return {
    updater: updateHere(stepKernels, createSecureRandom(), createOptimizer(adamw, size, state)),
    parameters,
    sourceOf: (kernels, records, microBatch) => createLocalSource(model, kernels, records, microBatch, sums[0]),
  };
}
