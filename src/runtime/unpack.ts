// Unpacks what is needed of a wheel, which is a zip file.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { CloisterError } from '../base/errors';
import { interrupted } from './http';

export interface UnpackOptions {
  readonly signal: AbortSignal;
  /** In bytes before compression. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Writes entries of the wheel below `into`.
 * Guarantees: an entry with a path that leads elsewhere, with another length than it states, or cut off is an error.
 * @param targetOf place of an entry below `into`; undefined leaves it out
 * @throws failed when the wheel is damaged; interrupted by the signal
 */
export async function unpack(wheel: string, into: string, targetOf: (entry: string) => string | undefined, { signal, onProgress }: UnpackOptions): Promise<void> {
  const damaged = (cause: unknown): never => {
    if (signal.aborted) throw interrupted();
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw cause; // Of the disk, not of the wheel.
    throw new CloisterError('failed', `${wheel} is damaged: ${(cause as Error).message}. Delete it and fetch it anew.`, { cause });
  };
  const zip = await openPromise(wheel, { lazyEntries: true, autoClose: false }).catch(damaged);
  try {
    const wanted: { readonly entry: Entry; readonly target: string }[] = [];
    for await (const entry of zip.eachEntry()) {
      const target = targetOf(entry.fileName);
      if (target !== undefined) wanted.push({ entry, target: join(into, target) });
    }
    const total = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let done = 0;
    for (const { entry, target } of wanted) await write(zip, entry, target, signal, (bytes) => onProgress((done += bytes), total));
  } catch (error) {
    damaged(error);
  } finally {
    zip.close();
  }
}

async function write(zip: ZipFile, entry: Entry, target: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const content = await zip.openReadStreamPromise(entry);
  content.on('data', (piece: Buffer) => onBytes(piece.byteLength));
  await pipeline(content, createWriteStream(target), { signal });
}
