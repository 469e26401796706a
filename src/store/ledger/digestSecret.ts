// The secret under which a ledger knows its data: made for the first data set, and never made anew for a ledger that has some.
import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { CloisterError } from '../../base/errors';
import type { Connection } from '../driver';
import { existingSecret, storeSecret } from '../secret';

export interface SecretFiles {
  /** Made with a new secret while nothing is on the ledger. */
  readonly secret: string;
  /** Tells whether the secret is the one that the ledger began with. */
  readonly secretCheck: string;
}

/**
 * The secret, with its check beside it; a secret of before there were checks gets one.
 * @throws CloisterError as {@link secretTrouble} words it: under another secret all known data would look new, with nothing spent
 */
export async function digestSecret(connection: Connection, files: SecretFiles): Promise<Uint8Array> {
  const trouble = await lookAt(connection, files);
  if (trouble !== undefined) throw new CloisterError('failed', trouble);
  const secret = await storeSecret(files.secret);
  if ((await readCheck(files)) !== checkOf(secret)) await writeCheck(files, checkOf(secret));
  return secret;
}

/**
 * What is wrong with the secret, in words; changes nothing. A ledger whose secret was never asked for with a check has no trouble.
 *
 * Guarantees
 * - A secret that is gone although data sets are known is told.
 * - A secret that took the place of another is told, as soon as data sets are known; before, any will do.
 */
export async function secretTrouble(connection: Connection, files: SecretFiles): Promise<string | undefined> {
  return (await readCheck(files)) === undefined ? undefined : lookAt(connection, files);
}

async function lookAt(connection: Connection, files: SecretFiles): Promise<string | undefined> {
  const early = await existingSecret(files.secret);
  const { count } = (await connection.get<{ count: number }>('SELECT count(*) AS count FROM contents'))!;
  if (count === 0) return undefined;
  // Another process may have made it, and registered data, since the first look.
  const secret = early ?? (await existingSecret(files.secret));
  if (secret === undefined) {
    return `${files.secret} is gone, by which the ledger knows its data (${count} on it). Restore it from a backup; with a new one, that data would look new, with nothing spent.`;
  }
  const check = await readCheck(files);
  if (check === undefined || check === checkOf(secret)) return undefined;
  return `${files.secret} is another secret than the one by which the ledger knows its data (${count} on it). Restore that one from a backup; under this one, that data would look new, with nothing spent.`;
}

async function readCheck({ secretCheck }: SecretFiles): Promise<string | undefined> {
  try {
    return await readFile(secretCheck, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CloisterError('failed', `${secretCheck} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

/** Whole or not at all; processes that do it at once write the same. */
async function writeCheck({ secretCheck }: SecretFiles, check: string): Promise<void> {
  const own = `${secretCheck}.${randomBytes(6).toString('hex')}`;
  await writeFile(own, check, { mode: 0o600, flush: true });
  await rename(own, secretCheck);
}

/** HMAC-SHA-256 of a constant: says whether two secrets are the same, and nothing of what they are. (64 hexadecimal digits) */
const checkOf = (secret: Uint8Array): string => createHmac('sha256', secret).update('secret of a ledger').digest('hex');
