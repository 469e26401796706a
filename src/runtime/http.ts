// Requests to a package index: through the proxy that the environment names, and never without an end when nothing comes.
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { Dispatcher, Response } from 'undici';
import { CloisterError } from '../base/errors';
import { proxyFor } from './proxy';

export interface Request {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Most seconds between two pieces of the answer. */
  readonly idleSeconds: number;
  readonly signal: AbortSignal;
}

/** A connection that failed or fell silent: to be tried again. */
export class ConnectionLost extends Error {}

/**
 * Asks, and gives the answer piece by piece to `read`. It goes through the proxy of `proxyFor`; certificates besides Node's own come
 * from PIP_CERT.
 * @throws ConnectionLost when the connection breaks or nothing comes for `idleSeconds`; what `read` throws; interrupted by the signal
 */
export async function request<T>({ url, headers = {}, idleSeconds, signal }: Request, read: (answer: Response, pieces: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T> {
  const { fetch } = await import('undici');
  const silence = new AbortController();
  /** Only what the connection throws is turned into ConnectionLost, not what `read` does. */
  const connected = async <R>(work: Promise<R>): Promise<R> => {
    const timer = setTimeout(() => silence.abort(), idleSeconds * 1000);
    try {
      return await work;
    } catch (error) {
      if (signal.aborted) throw interrupted();
      const reason = silence.signal.aborted ? `nothing came for ${idleSeconds} s` : reasonOf(error);
      throw new ConnectionLost(reason, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };
  const answer = await connected(fetch(url, { headers, signal: AbortSignal.any([signal, silence.signal]), dispatcher: await dispatcherFor(url) }));
  const body = answer.body?.[Symbol.asyncIterator]() as AsyncIterator<Uint8Array> | undefined;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let next = body && (await connected(body.next())); next?.done === false; next = await connected(body!.next())) yield next.value;
  }
  try {
    return await read(answer, pieces());
  } finally {
    silence.abort(); // Lets go of the connection where the answer was not read to its end.
  }
}

export const interrupted = (): CloisterError => new CloisterError('interrupted', 'Interrupted: no runtime was installed.');

/** undici says "fetch failed" and keeps the reason for itself. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
}

const dispatchers = new Map<string, Dispatcher>();

/** One for all direct connections and one for each proxy, because they keep connections open. */
async function dispatcherFor(url: string): Promise<Dispatcher> {
  const proxy = proxyFor(url) ?? '';
  const present = dispatchers.get(proxy) ?? (await createDispatcher(proxy));
  dispatchers.set(proxy, present);
  return present;
}

async function createDispatcher(proxy: string): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  const { PIP_CERT } = process.env;
  const tls = PIP_CERT ? { ca: [...rootCertificates, readFileSync(PIP_CERT, 'utf8')] } : {};
  return proxy === '' ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: tls });
}
