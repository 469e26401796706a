// A backup of the ledger: a folder with everything that it consists of, all of the same moment.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { badInput, CloisterError } from '../../base/errors';
import type { ChainHead } from '../../store/ledger/chain';
import { copyLedger } from '../../store/ledger/copy';
import { writeHeadFile } from '../../store/ledger/head';
import { storeSecret } from '../../store/secret';
import type { Store } from '../../store/store';
import { requireSoundChain, requireSoundHead } from './soundLedger';
import { exists } from '../../store/exists';

export interface Backup {
  readonly folder: string;
  /** How far the chain of the copy goes. */
  readonly head: ChainHead;
}

/**
 * Copies the ledger into a new folder: database, both keys, the head of the chain that belongs to that database, and the settings, under
 * their own names. It is put back by copying its files into an empty ledger directory.
 *
 * Guarantees
 * - The copy is of one moment, also while trainers take grants.
 * - An existing file or folder is never overwritten, and a folder of that name is either complete or not there.
 * - A ledger that is not what was written to it is not backed up.
 *
 * Put it back only after a loss: the head comes along, so nothing notices that it is older, and what was spent since is forgotten.
 * @throws badInput when the folder exists or cannot be made; CloisterError `failed` when verifying the copy finds a difference
 */
export async function backupLedger(store: Store, folder: string): Promise<Backup> {
  await requireSoundHead(store, 'backup');
  const target = resolve(folder);
  await requireNew(target);
  const unfinished = `${target}.${randomBytes(6).toString('hex')}`;
  await mkdir(unfinished, { mode: 0o700 }).catch((error: Error) => {
    throw badInput(`${target} cannot be made: ${error.message}.`, error);
  });
  try {
    const head = await fill(store, unfinished);
    await requireNew(target);
    await rename(unfinished, target);
    return { folder: target, head };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw CloisterError.is(error) ? error : new CloisterError('failed', `${target} cannot be written: ${(error as Error).message}.`, { cause: error });
  }
}

async function fill(store: Store, folder: string): Promise<ChainHead> {
  const { ledger, secret, secretCheck, chainKey, chainHead, settings } = store.paths;
  const within = (path: string): string => join(folder, basename(path));
  const key = await storeSecret(chainKey);
  const check = await copyLedger(store.ledger.database, within(ledger), key);
  requireSoundChain(check, 'backup');
  await writeFile(within(chainKey), key, { mode: 0o600, flush: true });
  await writeFile(within(secret), await store.secret(), { mode: 0o600, flush: true });
  await copyFile(secretCheck, within(secretCheck));
  await writeHeadFile(within(chainHead), check.head);
  if (await exists(settings)) await copyFile(settings, within(settings));
  return check.head;
}

async function requireNew(target: string): Promise<void> {
  if (await exists(target)) throw badInput(`${target} exists, and a backup is never overwritten. Choose another name.`);
}
