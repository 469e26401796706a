// Installs a TensorFlow runtime: fetches the pinned wheels, unpacks, adds the addon, tests, and only then puts it in its place.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { badInput, CloisterError } from '../base/errors';
import { provideAddon } from './addon';
import { difference, download } from './download';
import { exists } from '../store/exists';
import { interrupted } from './http';
import { findIndexAddress } from './indexAddress';
import { discard, type InstalledRuntime, type RuntimeDescription } from './installed';
import { linkLibraries, placeOf } from './layout';
import { whileLocked } from './lock';
import { runtimePaths, runtimesFolder } from './place';
import { selfTest } from './selfTest';
import { addressOfWheel, authorizationFor } from './simpleIndex';
import { unpack } from './unpack';
import type { RuntimeRecipe, Wheel } from './wheels';

export type InstallProgress =
  /** In bytes, of all wheels together. */
  | { readonly stage: 'download'; readonly file: string; readonly done: number; readonly total: number }
  /** In bytes of this wheel, before its compression. */
  | { readonly stage: 'unpack'; readonly file: string; readonly done: number; readonly total: number }
  | { readonly stage: 'addon' }
  | { readonly stage: 'test' };

/** What was installed, and whether its test ran on a GPU. */
export interface NewRuntime extends InstalledRuntime {
  readonly gpu: boolean;
}

export interface InstallOptions {
  /** Address of the simple API of a package index; without it, `findIndexAddress` looks for one. Not asked when there are files. */
  readonly index?: string | undefined;
  /** The recipe's wheels, where they are here already. */
  readonly files?: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: InstallProgress) => void;
  /** Most seconds in which nothing comes from the index. */
  readonly idleSeconds?: number;
  /** Seconds before a broken connection is tried again. */
  readonly pause?: number;
}

/**
 * Guarantees: a runtime is complete and has passed its test, or it is not there; one of the same name stays until the new one takes its
 * place; nothing but the pinned wheels is unpacked; what was downloaded stays after an interruption, and is used the next time.
 * @throws badInput for files that are not the recipe's; failed when it cannot be fetched, written, compiled, or does not work;
 *   interrupted by the signal
 */
export async function installRuntime(recipe: RuntimeRecipe, options: InstallOptions): Promise<NewRuntime> {
  const folder = runtimesFolder();
  const staging = join(folder, '.staging');
  try {
    return await whileLocked(folder, async () => {
      try {
        await rm(staging, { recursive: true, force: true }); // Of an installation that was killed.
        const wheels = options.files?.length ? await matchFiles(recipe, options.files) : await fetchWheels(recipe, join(folder, '.downloads'), options);
        const { description, gpu } = await build(recipe, wheels, staging, options);
        await putInPlace(staging, join(folder, recipe.name));
        await rm(join(folder, '.downloads'), { recursive: true, force: true });
        return { ...description, folder: join(folder, recipe.name), gpu };
      } finally {
        await rm(staging, { recursive: true, force: true });
      }
    });
  } catch (error) {
    throw aboutDisk(error, folder);
  }
}

/** By content: files may have been renamed, as browsers do. @throws badInput for a file that is none of the wheels, or a wheel without file */
async function matchFiles({ name, wheels }: RuntimeRecipe, files: readonly string[]): Promise<string[]> {
  const left = new Set(files);
  const matched: string[] = [];
  for (const wheel of wheels) {
    const file = await firstOf(left, async (each) => (await difference(each, wheel)) === undefined);
    if (file === undefined) throw badInput(`No file that was given is ${wheel.file} (${wheel.bytes} bytes, SHA-256 ${wheel.sha256}), which ${name} needs.`);
    left.delete(file);
    matched.push(file);
  }
  if (left.size > 0) throw badInput(`${[...left].join(', ')}: not a wheel that ${name} needs.`);
  return matched;
}

async function firstOf<T>(all: Iterable<T>, test: (each: T) => Promise<boolean>): Promise<T | undefined> {
  for (const each of all) if (await test(each)) return each;
  return undefined;
}

async function fetchWheels({ wheels }: RuntimeRecipe, folder: string, { index: given, signal, onProgress, idleSeconds = 60, pause = 2 }: InstallOptions): Promise<string[]> {
  const index = await findIndexAddress(given);
  await mkdir(folder, { recursive: true });
  const total = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  const fetchOne = async (wheel: Wheel): Promise<string> => {
    const target = join(folder, wheel.file);
    const report = (bytes: number): void => onProgress({ stage: 'download', file: wheel.file, done: before + bytes, total });
    report(0);
    if (!(await exists(target))) {
      const url = await addressOfWheel(index, wheel, signal, idleSeconds);
      await download({ url, headers: authorizationFor(index, url), ...wheel }, target, { signal, idleSeconds, pause, onProgress: report });
    }
    before += wheel.bytes;
    return target;
  };
  const files: string[] = [];
  for (const wheel of wheels) files.push(await fetchOne(wheel));
  return files;
}

async function build({ wheels, ...recipe }: RuntimeRecipe, files: readonly string[], staging: string, { signal, onProgress }: InstallOptions): Promise<{ readonly description: RuntimeDescription; readonly gpu: boolean }> {
  for (const file of files) {
    await unpack(file, staging, placeOf, { signal, onProgress: (done, total) => onProgress({ stage: 'unpack', file: basename(file), done, total }) });
  }
  await linkLibraries(staging);
  onProgress({ stage: 'addon' });
  const addon = await provideAddon(staging, signal);
  const paths = runtimePaths(staging);
  await rm(paths.headers, { recursive: true, force: true });
  onProgress({ stage: 'test' });
  const { tensorFlow, gpu } = await selfTest(paths.addon, signal);
  if (signal.aborted) throw interrupted();
  const description = { ...recipe, tensorFlow, wheels: wheels.map(({ file, sha256 }) => ({ file, sha256 })), addon, installed: new Date().toISOString() };
  await writeFile(paths.description, JSON.stringify(description, null, 2));
  return { description, gpu };
}

/** Two renames: between them there is neither the old nor the new one, never a half. */
async function putInPlace(staging: string, target: string): Promise<void> {
  if (await exists(target)) await discard(target);
  await rename(staging, target);
}

/** What the file system refuses is for people to read: a full disk, a folder of somebody else. */
function aboutDisk(error: unknown, folder: string): unknown {
  const { syscall, code, message } = error as NodeJS.ErrnoException;
  if (CloisterError.is(error) || syscall === undefined) return error;
  const what = code === 'ENOSPC' || code === 'EDQUOT' ? 'There is no room left on the disk' : 'A file cannot be written or read';
  return new CloisterError('failed', `${what}; runtimes lie in ${folder}, which CLOISTER_RUNTIMES can change: ${message}`, { cause: error });
}
