// Opens freshly built kernels of a step on a memory of the wanted size.
import { join } from 'node:path';
import { buildKernels } from '../../../scripts/build-kernels.mjs';
import { packageRoot } from '../../../src/data/packageRoot';
import type { StepKernels } from '../../../src/engine/dp/stepKernels';
import { createStepKernels } from '../../../src/engine/wasm/stepKernels';
import { createStepMemory, viewsOf, type StepViews } from '../../../src/engine/wasm/stepMemory';
import { readWasmAssets } from '../../../src/trainer/wasmAssets';
import { readVariant } from './batches';

export const stepVariants = ['step.wasm', 'step-relaxed.wasm'] as const;

export interface StepBench extends StepViews {
  readonly kernels: StepKernels;
}

/** @param size elements of each vector */
export async function openStepBench(variant: (typeof stepVariants)[number], size: number): Promise<StepBench> {
  await buildKernels(join(packageRoot(), 'dist'));
  readWasmAssets(); // Turns relaxed SIMD on, as at a trainer's start.
  const stepMemory = createStepMemory({ parameters: size, released: 0, stateVectors: 2, threads: 1 });
  const views = viewsOf(stepMemory);
  return { ...views, kernels: await createStepKernels(readVariant(variant), stepMemory.memory, views.scratch[0]) };
}
