// Downloads one file, goes on where an earlier attempt ended, and keeps it only when it is the very file that was meant.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { CloisterError } from '../base/errors';
import { ConnectionLost, interrupted, request } from './http';

export interface Source {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Most seconds between two pieces of the answer. */
  readonly idleSeconds: number;
  /** Seconds before a broken connection is tried again. */
  readonly pause: number;
  readonly onProgress: (bytes: number) => void;
}

/** Attempts in a row that bring nothing. */
const mostVainAttempts = 4;

/**
 * Guarantees: there is a file at `target` only with the size and the SHA-256 of the source; what came before a cut or an interruption
 * stays as `target` with `.part` at its end, and a later call asks for the rest only; content that is wrong is thrown away.
 * @throws failed when it cannot be had or is not what was meant; interrupted by the signal
 */
export async function download(source: Source, target: string, options: DownloadOptions): Promise<void> {
  const part = `${target}.part`;
  let have = await sizeOf(part);
  for (let vain = 0; have < source.bytes; ) {
    const lost = await fetchRest(source, part, have, options);
    const before = have;
    have = await sizeOf(part);
    if (have >= source.bytes) break;
    vain = have > before ? 0 : vain + 1;
    if (vain === mostVainAttempts) throw cannot(source, lost?.message ?? 'it ends too early', lost);
    await setTimeout(options.pause * 1000, undefined, { signal: options.signal }).catch(() => Promise.reject(interrupted()));
  }
  const wrong = await difference(part, source);
  if (wrong !== undefined) {
    await rm(part);
    throw cannot(source, `${wrong}. Something between here and there changes files`);
  }
  await rename(part, target);
}

/** Adds to the part what is missing behind its first `have` bytes. @returns why the connection did not last, if it did not */
async function fetchRest(source: Source, part: string, have: number, { signal, idleSeconds, onProgress }: DownloadOptions): Promise<ConnectionLost | undefined> {
  const range = have > 0 ? { range: `bytes=${have}-` } : {};
  try {
    await request({ url: source.url, headers: { ...source.headers, ...range }, idleSeconds, signal }, async ({ status, headers }, pieces) => {
      if (status >= 500 || status === 429) throw new ConnectionLost(`status ${status}`);
      if (status !== 200 && status !== 206) throw cannot(source, `status ${status}`);
      const resumes = status === 206 && headers.get('content-range')?.startsWith(`bytes ${have}-`) === true;
      if (status === 206 && !resumes) throw cannot(source, `an answer for another range: ${headers.get('content-range')}`);
      const file = await open(part, resumes ? 'a' : 'w');
      try {
        let written = resumes ? have : 0;
        for await (const piece of pieces) {
          await file.write(piece);
          written += piece.byteLength;
          if (written > source.bytes) return; // Longer than it may be: the check of its content says so.
          onProgress(written);
        }
      } finally {
        await file.close();
      }
    });
  } catch (error) {
    if (error instanceof ConnectionLost) return error;
    throw error;
  }
  return undefined;
}

const cannot = ({ url }: Source, why: string, cause?: unknown): CloisterError =>
  new CloisterError('failed', `${new URL(url).pathname.split('/').at(-1)} cannot be downloaded from ${new URL(url).host}: ${why}.`, { cause });

const sizeOf = (path: string): Promise<number> => stat(path).then(({ size }) => size, () => 0);

/** How a file differs from what was meant, in words; undefined when it does not. */
export async function difference(file: string, { bytes, sha256 }: Pick<Source, 'bytes' | 'sha256'>): Promise<string | undefined> {
  const size = await sizeOf(file);
  if (size !== bytes) return `it has ${size} bytes, not ${bytes}`;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  return actual === sha256 ? undefined : `its SHA-256 is ${actual}, not ${sha256}`;
}
