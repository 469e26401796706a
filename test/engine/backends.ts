// Opens the backends that the engine's tests run on, and the tolerance that the design promises.
import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { BackendName } from '../../src/engine/backend';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { findRuntimes } from '../../src/runtime/find';
import { prepareEnvironment } from '../../src/runtime/load';
import { openKernels } from '../../src/trainer/backends';

/** TensorFlow of this machine, installed for the user or beside this repository. */
const { chosen: runtime } = await findRuntimes(resolve(__dirname, '../..'));
if (runtime === undefined) console.log('The native backend is left out: there is no TensorFlow runtime here; "node dist/cli.js runtime install" sets one up.');
else prepareEnvironment(1);

export const backends: readonly BackendName[] = ['cpu', 'wasm', ...(runtime === undefined ? [] : (['native'] as const))];

export const open = (name: BackendName): Promise<Kernels> => openKernels({ name, addon: name === 'native' ? runtime?.addon : undefined });

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
