// The store's secret: 32 random bytes that key the digests of data sets, so that a digest confirms nothing to others.
import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CloisterError } from '../base/errors';

const length = 32;

/**
 * Reads the secret, making it on first use. Of several processes that make it at once, one wins and all get the same bytes;
 * no reader ever sees a part of it. Only this user may read the file.
 * @throws CloisterError when the file has another length: made up anew, it would make every known data set look new
 */
export async function storeSecret(file: string): Promise<Uint8Array> {
  return (await existingSecret(file)) ?? (await create(file));
}

/** The secret, unless there is none yet. @throws as {@link storeSecret} */
export async function existingSecret(file: string): Promise<Uint8Array | undefined> {
  const secret = await readIfPresent(file);
  if (secret === undefined || secret.length === length) return secret;
  throw new CloisterError(
    'failed',
    `${file} is damaged: it has ${secret.length} bytes instead of ${length}. Restore it from a backup; without it, the ledgers of known data sets are not found.`,
  );
}

async function readIfPresent(file: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CloisterError('failed', `${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

/** Writes a file of its own and links it to the name: a link either makes the whole file appear or fails because it is there. */
async function create(file: string): Promise<Uint8Array> {
  const own = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(own, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(length));
    await handle.sync();
    await link(own, file);
    await keepName(dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await handle.close();
    await rm(own, { force: true });
  }
  return new Uint8Array(await readFile(file));
}

/** Puts the names of a folder's files on disk: what is known under a secret may be there before its name is, and a power cut in between. */
async function keepName(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Folders cannot be opened there, and names are on disk with their files.
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
