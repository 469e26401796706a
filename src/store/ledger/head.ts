// The head of the hash chain in a file of its own: what tells a ledger from an older copy of itself.
import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { CloisterError } from '../../base/errors';
import type { ChainHead } from './chain';

const schema = z.strictObject({ count: z.int().nonnegative(), hash: z.string() });

/** Undefined when there is no such file. @throws CloisterError for a file that cannot be read */
export async function readHeadFile(file: string): Promise<ChainHead | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CloisterError('failed', `${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  const result = schema.safeParse(parsed(text));
  if (result.success) return result.data;
  throw new CloisterError('failed', `${file} is damaged: it does not hold the head of the ledger's chain. Restore it from a backup.`);
}

/** Replaced as a whole and on disk when this resolves, so that a crash leaves the old head or the new one. */
export async function writeHeadFile(file: string, head: ChainHead): Promise<void> {
  await rename(await written(file, head), file);
}

/** Makes the file unless there is one: a link appears as a whole, or fails because another process was first. */
export async function makeHeadFile(file: string, head: ChainHead): Promise<void> {
  const own = await written(file, head);
  try {
    await link(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(own);
  }
}

/** A file of its own beside the one that is meant. */
async function written(file: string, head: ChainHead): Promise<string> {
  const own = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(own, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(head));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return own;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
