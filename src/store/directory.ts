// Where a store lies on disk, and the names of what is in it.
import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { CloisterError } from '../base/errors';
import { requireLocalFileSystem } from './fileSystems';

/** The paths of one store. */
export interface StorePaths {
  readonly directory: string;
  readonly runs: string;
  readonly ledger: string;
  readonly settings: string;
  readonly secret: string;
  /** Keys the hash chain of the ledger; outside of the database, so that who can write the one cannot forge the other. */
  readonly chainKey: string;
  /** Checkpoint files, one folder a run. */
  readonly checkpoints: string;
  /** Output of trainer processes, one file a run. */
  readonly logs: string;
  /** What can be made again at any time. */
  readonly cache: string;
}

/** The directory that was asked for, else CLOISTER_STORE, else the user's data directory. */
export function storeDirectory(chosen?: string): string {
  return resolve(chosen ?? (process.env.CLOISTER_STORE || envPaths('cloister', { suffix: '' }).data));
}

export function storePaths(directory: string): StorePaths {
  const inside = (name: string): string => join(directory, name);
  return {
    directory,
    runs: inside('runs.db'),
    ledger: inside('ledger.db'),
    settings: inside('settings.json'),
    secret: inside('secret.key'),
    chainKey: inside('chain.key'),
    checkpoints: inside('checkpoints'),
    logs: inside('logs'),
    cache: inside('cache'),
  };
}

/**
 * Makes the directory and its folders, readable by this user only.
 * @throws CloisterError when it cannot be made, or lies on a network file system
 */
export async function prepareDirectory(paths: StorePaths): Promise<void> {
  try {
    const created = await mkdir(paths.directory, { recursive: true, mode: 0o700 });
    if (created !== undefined) await chmod(paths.directory, 0o700);
    for (const folder of [paths.checkpoints, paths.logs, paths.cache]) await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const message = `The store directory ${paths.directory} cannot be made: ${(error as Error).message}. Choose another.`;
    throw new CloisterError('failed', message, { cause: error, remedy: { kind: 'chooseStore' } });
  }
  await requireLocalFileSystem(paths.directory);
}
