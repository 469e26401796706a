// Opens the backends that the engine's tests run on, and the tolerance that the design promises.
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { openBackend, type BackendName } from '../../src/engine/backend';
import type { TensorFlowLoader } from '../../src/engine/native/open';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { readWasmAssets } from '../../src/trainer/wasmAssets';

const nodePackage = process.env.TFJS_NODE;

const loadTensorFlow: TensorFlowLoader | undefined =
  nodePackage === undefined ? undefined : () => (createRequire(__filename)(nodePackage) as { backend(): ReturnType<TensorFlowLoader> }).backend();

export const backends: readonly BackendName[] = ['cpu', 'wasm', ...(loadTensorFlow === undefined ? [] : (['native'] as const))];

export const open = (name: BackendName): Promise<Kernels> => openBackend(name, readWasmAssets(), loadTensorFlow);

/** Runs an oracle on tfjs's plain cpu backend, which has a gradient for every operation, and returns to the backend under test. */
export async function onCpu<T>(oracle: () => T): Promise<T> {
  const tested = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return oracle();
  } finally {
    await tf.setBackend(tested);
  }
}

/** Largest difference, relative to the largest value that is expected. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values where ${expected.length} are expected`);
  let difference = 0;
  let scale = 1e-12;
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(actual[i])) return Infinity;
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return difference / scale;
}

/** Reproducible numbers in [-1, 1) for test inputs. */
export function testNumbers(count: number, seed: number): Float32Array {
  let state = seed + 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
