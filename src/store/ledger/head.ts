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

/**
 * Replaced as a whole and on disk when this resolves, so that a crash leaves the old head or the new one.
 * @throws CloisterError when it cannot be written, e.g. because the disk is full
 */
export function writeHeadFile(file: string, head: ChainHead): Promise<void> {
  return write(file, head, (own) => rename(own, file));
}

/** Makes the file unless there is one: a link appears as a whole, or fails because another process was first. */
export function makeHeadFile(file: string, head: ChainHead): Promise<void> {
  return write(file, head, async (own) => {
    await link(own, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(own);
  });
}

/** Writes a file of its own beside the one that is meant, and puts it in its place; whatever happens, it is not left behind. */
async function write(file: string, head: ChainHead, place: (own: string) => Promise<void>): Promise<void> {
  const own = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(own, 'wx', 0o600);
    try {
      await handle.writeFile(JSON.stringify(head));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(own);
  } catch (cause) {
    await rm(own, { force: true });
    throw new CloisterError('failed', `${file} cannot be written: ${(cause as Error).message}. What was charged stays charged; mend this, then try again.`, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
