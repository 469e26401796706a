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
  /** What the ledger consists of; the same for all run stores of a user. */
  readonly ledgerDirectory: string;
  readonly ledger: string;
  readonly settings: string;
  readonly secret: string;
  /** Tells another secret from the one that the ledger began with. */
  readonly secretCheck: string;
  /** Keys the hash chain of the ledger; outside of the database, so that who can write the one cannot forge the other. */
  readonly chainKey: string;
  /** How far the hash chain goes, also outside of the database, so that an older copy of it is noticed. */
  readonly chainHead: string;
  /** Checkpoint files, one folder a run. */
  readonly checkpoints: string;
  /** Output of trainer processes, one file a run. */
  readonly logs: string;
  /** What can be made again at any time. */
  readonly cache: string;
}

/** Where somebody wants the store and its ledger; what is left out is where {@link storeDirectory} and {@link ledgerDirectory} say. */
export interface StorePlace {
  readonly store?: string | undefined;
  readonly ledger?: string | undefined;
}

/** The directory that was asked for, else CLOISTER_STORE, else the user's data directory. */
export function storeDirectory(chosen?: string): string {
  return resolve(chosen ?? (process.env.CLOISTER_STORE || envPaths('cloister', { suffix: '' }).data));
}

/**
 * One place per user, whatever the run store: a budget that another store did not know of would be spent twice. The directory that was
 * asked for, else CLOISTER_LEDGER, else in the user's data directory. A relative CLOISTER_LEDGER starts at the run store, for stores that
 * are to be independent of each other, as those of tests are.
 */
export function ledgerDirectory(storeDirectory: string, chosen?: string): string {
  if (chosen !== undefined) return resolve(chosen);
  const variable = process.env.CLOISTER_LEDGER;
  return variable ? resolve(storeDirectory, variable) : join(envPaths('cloister', { suffix: '' }).data, 'ledger');
}

/** The paths of a store in a directory. @param chosenLedger as {@link ledgerDirectory} takes it */
export function storePaths(directory: string, chosenLedger?: string): StorePaths {
  const inside = (name: string): string => join(directory, name);
  const ledger = ledgerDirectory(directory, chosenLedger);
  return {
    directory,
    runs: inside('runs.db'),
    ledgerDirectory: ledger,
    ledger: join(ledger, 'ledger.db'),
    settings: join(ledger, 'settings.json'),
    secret: join(ledger, 'secret.key'),
    secretCheck: join(ledger, 'secret.check'),
    chainKey: join(ledger, 'chain.key'),
    chainHead: join(ledger, 'chain.head'),
    checkpoints: inside('checkpoints'),
    logs: inside('logs'),
    cache: inside('cache'),
  };
}

/**
 * Makes the directories and their folders, readable by this user only.
 * @throws CloisterError when one cannot be made, or lies on a network file system
 */
export async function prepareDirectory(paths: StorePaths): Promise<void> {
  await makeFolders('store', paths.directory, [paths.checkpoints, paths.logs, paths.cache]);
  await makeFolders('ledger', paths.ledgerDirectory, []);
}

async function makeFolders(what: 'store' | 'ledger', directory: string, folders: readonly string[]): Promise<void> {
  try {
    const created = await mkdir(directory, { recursive: true, mode: 0o700 });
    if (created !== undefined) await chmod(directory, 0o700);
    for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const message = `The ${what} directory ${directory} cannot be made: ${(error as Error).message}. Choose another.`;
    throw new CloisterError('failed', message, { cause: error, remedy: { kind: 'chooseStore' } });
  }
  await requireLocalFileSystem(directory, what);
}
