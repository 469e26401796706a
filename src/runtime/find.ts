// Looks for TensorFlow on this machine: runtimes that were installed, and packages of the project; says which is used, and why not the others.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CloisterError } from '../base/errors';
import { exists } from '../store/exists';
import { listRuntimes } from './installed';
import { runtimePaths } from './place';
import { selfTest, type SelfTest } from './selfTest';

/** A place where the library may be. */
export interface RuntimePlace {
  /** Of the runtime, or of the package with its version. */
  readonly name: string;
  readonly origin: 'installed' | 'package';
  readonly folder: string;
}

/** A library that has passed its test here. */
export interface UsableRuntime extends RuntimePlace, SelfTest {
  readonly usable: true;
  /** For `loadTensorFlow`. */
  readonly addon: string;
}

export type RuntimeReport = UsableRuntime | (RuntimePlace & { readonly usable: false; readonly problem: string });

export interface RuntimeSearch {
  readonly reports: readonly RuntimeReport[];
  /** One on a GPU, else the first that is usable: what was installed comes before packages. */
  readonly chosen: UsableRuntime | undefined;
}

/**
 * Tests every library that is there, a second each.
 * @param project the folder from which packages are resolved, as Node does for a file in it
 */
export async function findRuntimes(project: string): Promise<RuntimeSearch> {
  const reports: RuntimeReport[] = [];
  for (const runtime of await listRuntimes()) {
    const { name, folder } = runtime;
    reports.push(await examine({ name, folder, origin: 'installed' }, runtimePaths(folder).addon));
  }
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    const folder = packageFolder(name, project);
    if (folder !== undefined) reports.push(await examinePackage(name, folder));
  }
  const usable = reports.filter((report) => report.usable);
  return { reports, chosen: usable.find(({ gpu }) => gpu) ?? usable[0] };
}

async function examine(place: RuntimePlace, addon: string): Promise<RuntimeReport> {
  try {
    return { ...place, usable: true, addon, ...(await selfTest(addon)) };
  } catch (error) {
    if (!CloisterError.is(error)) throw error;
    return { ...place, usable: false, problem: error.message };
  }
}

function packageFolder(name: string, project: string): string | undefined {
  try {
    return dirname(createRequire(join(project, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined; // Not installed there.
  }
}

/** Our JavaScript of release 4.22 goes with the addons of all releases 4: they have the same functions. */
async function examinePackage(name: string, folder: string): Promise<RuntimeReport> {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const place: RuntimePlace = { name: `${name} ${version}`, origin: 'package', folder };
  if (!version.startsWith('4.')) return { ...place, usable: false, problem: 'Only releases 4 can be used.' };
  const addon = await addonOfPackage(folder);
  if (addon === undefined) return { ...place, usable: false, problem: 'It has no compiled addon: its installation did not come to its end, or was kept from running scripts.' };
  return examine(place, addon);
}

/** In a folder that is named after the version of Node-API, the newest first. */
async function addonOfPackage(folder: string): Promise<string | undefined> {
  for (const version of [8, 7, 6, 5, 4, 3]) {
    const addon = join(folder, 'lib', `napi-v${version}`, 'tfjs_binding.node');
    if (await exists(addon)) return addon;
  }
  return undefined;
}
