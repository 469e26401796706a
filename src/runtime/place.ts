// Where TensorFlow runtimes lie, and the names of what is in one.
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** On the processor, or on a GPU of NVIDIA's. */
export type RuntimeKind = 'cpu' | 'gpu';

/** The folder of all runtimes: CLOISTER_RUNTIMES, else one in the user's data directory, for every store and window. */
export const runtimesFolder = (): string => resolve(process.env.CLOISTER_RUNTIMES || join(envPaths('cloister', { suffix: '' }).data, 'runtimes'));

/** The paths of one runtime. The addon finds the libraries by their place relative to its own. */
export interface RuntimePaths {
  readonly folder: string;
  /** Written last: a folder without it is no runtime. */
  readonly description: string;
  readonly addon: string;
  readonly libraries: string;
  /** TensorFlow's C headers, while the addon is compiled. */
  readonly headers: string;
}

export const runtimePaths = (folder: string): RuntimePaths => ({
  folder,
  description: join(folder, 'runtime.json'),
  addon: join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'),
  libraries: join(folder, 'deps', 'lib'),
  headers: join(folder, 'deps', 'include'),
});
