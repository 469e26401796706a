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
  let before = await sizeOf(part);
  for (let vain = 0; before < source.bytes; ) {
    const problem = await fetchRest(source, part, options).catch((error: unknown) => {
      if (error instanceof ConnectionLost) return error;
      throw error;
    });
    const now = await sizeOf(part);
    vain = now > before ? 0 : vain + 1;
    before = now;
    if (problem === undefined && now >= source.bytes) break;
    if (vain === mostVainAttempts) throw cannot(source, problem?.message ?? 'the connection ended too early', problem);
    await setTimeout(options.pause * 1000, undefined, { signal: options.signal }).catch(() => Promise.reject(interrupted()));
  }
  const problem = await difference(part, source);
  if (problem !== undefined) {
    await rm(part);
    throw cannot(source, `${problem}. Something between here and there changes files`);
  }
  await rename(part, target);
}

async function fetchRest({ url, headers, bytes, sha256 }: Source, part: string, { signal, idleSeconds, onProgress }: DownloadOptions): Promise<void> {
  const have = await sizeOf(part);
  const range = have > 0 ? { range: `bytes=${have}-` } : {};
  await request({ url, headers: { ...headers, ...range }, idleSeconds, signal }, async ({ status, headers: answered }, pieces) => {
    if (status >= 500 || status === 429) throw new ConnectionLost(`status ${status}`);
    if (status !== 200 && status !== 206) throw cannot({ url, bytes, sha256 }, `status ${status}`);
    const resumes = status === 206 && answered.get('content-range')?.startsWith(`bytes ${have}-`) === true;
    if (status === 206 && !resumes) throw cannot({ url, bytes, sha256 }, `an answer for another range: ${answered.get('content-range')}`);
    const file = await open(part, resumes ? 'a' : 'w');
    try {
      let written = resumes ? have : 0;
      for await (const piece of pieces) {
        await file.write(piece);
        written += piece.byteLength;
        if (written > bytes) return; // Longer than it may be: the check of its content says so.
        onProgress(written);
      }
    } finally {
      await file.close();
    }
  });
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
