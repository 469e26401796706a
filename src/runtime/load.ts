// Brings TensorFlow into this thread: the settings that it reads when it starts, the addon, and the backend around it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CloisterError } from '../base/errors';
import { packageRoot } from '../data/packageRoot';
import type { createBackend } from './tensorflow/bundle';

/** A backend of tfjs on TensorFlow's library; the engine says which parts of it are used. */
export type TensorFlowBackend = ReturnType<typeof createBackend>;

/**
 * Settings that TensorFlow reads from the environment of the process when it is first loaded.
 * `threads` is what one operation may be split over. Operations are run one after the other, so none run side by side.
 */
export const environmentFor = (threads: number): Readonly<Record<string, string>> => ({
  TF_NUM_INTRAOP_THREADS: `${threads}`,
  TF_NUM_INTEROP_THREADS: '1',
  /** Only errors are written to standard error. */
  TF_CPP_MIN_LOG_LEVEL: '2',
  /** TF32 has 10 bits of mantissa: clipped gradients would be off by a thousandth, and above the clip norm. NVIDIA's libraries obey this. */
  NVIDIA_TF32_OVERRIDE: '0',
  /** A GPU is shared with others, so memory is taken as it is needed. */
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
});

/**
 * Sets `environmentFor` in this process. A worker thread has a copy of the environment, which TensorFlow does not read: where worker
 * threads load it, the main thread calls this before they start.
 */
export function prepareEnvironment(threads: number): void {
  Object.assign(process.env, environmentFor(threads));
}

/**
 * The backend on the addon at this path, to be registered as 'tensorflow'. Each thread loads its own; the library is shared.
 * @throws failed when the addon or the library beside it cannot be loaded
 */
export function loadTensorFlow(addon: string): TensorFlowBackend {
  const dist = join(packageRoot(), 'dist');
  const require = createRequire(join(dist, 'tensorflow.js'));
  try {
    const bundle = require('./tensorflow.js') as { createBackend: typeof createBackend };
    return bundle.createBackend(require(addon) as Parameters<typeof createBackend>[0]);
  } catch (cause) {
    throw new CloisterError('failed', `TensorFlow cannot be loaded from ${addon}: ${(cause as Error).message}`, { cause });
  }
}
