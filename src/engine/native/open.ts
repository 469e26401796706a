// Makes TensorFlow the current backend of tfjs and puts our kernels on it.
import * as tf from '@tensorflow/tfjs-core';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/kernels';
import { createNativeKernels } from './kernels';
import type { TensorFlowBackend } from './tensorFlow';

/** Brings the backend of @tensorflow/tfjs-node into this thread; given by the caller, because the engine opens no files. */
export type TensorFlowLoader = () => KernelBackend & TensorFlowBackend;

/** The name under which @tensorflow/tfjs-node registers itself, and its kernels. */
const NAME = 'tensorflow';

export async function openNativeKernels(load: TensorFlowLoader): Promise<Kernels> {
  const backend = load();
  if (tf.findBackend(NAME) === null) tf.registerBackend(NAME, () => backend);
  await tf.setBackend(NAME);
  await tf.ready();
  return createNativeKernels(tf.backend() as KernelBackend & TensorFlowBackend);
}
