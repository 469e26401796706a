// Opens a tfjs backend and the kernels that go with it: the only place where a backend is chosen.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { assertNever, CloisterError } from '../base/errors';
import type { Kernels } from './kernels/kernels';
import { openNativeKernels, type TensorFlowLoader } from './native/open';
import { createReferenceKernels } from './reference/kernels';
import { openWasmKernels, type WasmAssets } from './wasm/open';

/** 'wasm': our own kernels; 'native': TensorFlow's library, on the processor or a GPU; 'cpu': plain JavaScript, for reference. */
export type BackendName = 'wasm' | 'native' | 'cpu';

export const tfjsVersion = tf.version_core;

export const backendNames: readonly BackendName[] = ['wasm', 'native', 'cpu'];

/**
 * Makes `name` the current tfjs backend of this thread.
 * @param loadTensorFlow what 'native' needs; the others do without
 * @throws failed when 'native' is asked for and there is no library
 */
export async function openBackend(name: BackendName, assets: WasmAssets, loadTensorFlow?: TensorFlowLoader): Promise<Kernels> {
  tf.enableProdMode(); // Without it tfjs advertises another of its backends on the terminal.
  switch (name) {
    case 'wasm':
      return openWasmKernels(assets);
    case 'native':
      if (loadTensorFlow === undefined) throw new CloisterError('failed', 'No TensorFlow runtime is installed.');
      return openNativeKernels(loadTensorFlow);
    case 'cpu':
      await tf.setBackend('cpu');
      await tf.ready();
      return createReferenceKernels('cpu');
    default:
      return assertNever(name);
  }
}
