// Where the files of the wheels go in a runtime's folder, so that the addon finds TensorFlow, and TensorFlow finds CUDA.
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { CloisterError } from '../base/errors';
import { exists } from '../store/exists';
import { runtimePaths } from './place';

/** Names that the addon is linked with, and the files that TensorFlow's wheels have for them. */
const libraries = { 'libtensorflow.so': 'libtensorflow_cc.so.2', 'libtensorflow_framework.so': 'libtensorflow_framework.so.2' };

/** All of TensorFlow's headers that the addon reads. */
const headers = /^tensorflow\/include\/((?:tensorflow\/c\/|xla\/tsl\/c\/|tensorflow\/core\/platform\/ctstring|tsl\/platform\/ctstring).*\.h)$/;

/**
 * Place of a wheel's entry, relative to the runtime; undefined for what is not needed. TensorFlow looks for CUDA in `../nvidia` from
 * its own folder, and NVIDIA's wheels have all of it in `nvidia`.
 */
export function placeOf(entry: string): string | undefined {
  const library = /^tensorflow\/([^/]+)$/.exec(entry)?.[1];
  if (library !== undefined) return Object.values(libraries).includes(library) ? `deps/lib/${library}` : undefined;
  const header = headers.exec(entry)?.[1];
  if (header !== undefined) return `deps/include/${header}`;
  return /^nvidia\/[^/]+\/lib\/[^/]+\.so/.test(entry) ? `deps/${entry}` : undefined;
}

/** @throws failed when a library did not come out of the wheels */
export async function linkLibraries(folder: string): Promise<void> {
  const { libraries: place } = runtimePaths(folder);
  for (const [name, file] of Object.entries(libraries)) {
    if (!(await exists(join(place, file)))) throw new CloisterError('failed', `The wheels do not hold TensorFlow's library ${file}.`);
    await symlink(file, join(place, name));
  }
}
