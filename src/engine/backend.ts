// Opens a tfjs backend and the kernels that go with it: the only place where a backend is chosen.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { assertNever } from '../base/errors';
import type { Kernels } from './kernels/kernels';
import { createReferenceKernels } from './reference/kernels';
import { openWasmKernels, type WasmAssets } from './wasm/open';

export type BackendName = 'wasm' | 'cpu';

export const backendNames: readonly BackendName[] = ['wasm', 'cpu'];

/** Makes `name` the current tfjs backend of this thread. */
export async function openBackend(name: BackendName, assets: WasmAssets): Promise<Kernels> {
  tf.enableProdMode(); // Without it tfjs advertises another of its backends on the terminal.
  switch (name) {
    case 'wasm':
      return openWasmKernels(assets);
    case 'cpu':
      await tf.setBackend('cpu');
      await tf.ready();
      return createReferenceKernels('cpu');
    default:
      return assertNever(name);
  }
}

export interface BackendReport {
  readonly name: BackendName;
  readonly usable: boolean;
  /** What it is, or why it cannot be used. */
  readonly detail: string;
}

/** Opens every backend in turn and says which ones work here. */
export async function probeBackends(assets: WasmAssets): Promise<{ readonly tfjs: string; readonly backends: readonly BackendReport[] }> {
  const backends: BackendReport[] = [];
  for (const name of backendNames) {
    try {
      const kernels = await openBackend(name, assets);
      backends.push({ name, usable: true, detail: kernels.description });
    } catch (error) {
      backends.push({ name, usable: false, detail: (error as Error).message });
    }
  }
  return { tfjs: tf.version_core, backends };
}
