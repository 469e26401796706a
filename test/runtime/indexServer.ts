// A Python package index on this machine, with the faults that networks have.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { sha256 } from './wheel';

export interface AskedFor {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** What a file's next answers do, one after the other; when there are none left, they are sound. */
export type Fault =
  /** The connection breaks after that many bytes. */
  | { readonly type: 'cut'; readonly after: number }
  /** Nothing comes any more after that many bytes. */
  | { readonly type: 'silence'; readonly after: number }
  | { readonly type: 'status'; readonly status: number }
  /** The whole file, whatever range was asked for. */
  | { readonly type: 'noRange' };

export interface IndexServer {
  /** Of the simple API. */
  readonly url: string;
  readonly fileUrl: (name: string) => string;
  readonly asked: AskedFor[];
  readonly faults: Fault[];
}

/**
 * Serves each file as the only one of a project that is named after it up to the first `-`.
 * @param pages answers for projects in the place of the right ones
 */
export async function indexServer(files: Readonly<Record<string, Uint8Array>>, pages: Readonly<Record<string, string>> = {}): Promise<IndexServer> {
  const asked: AskedFor[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push({ path, headers: request.headers });
    const [, folder, name] = path.split('/');
    if (folder === 'files' && name in files) return sendFile(request, response, files[name], faults.shift());
    if (folder === 'simple' && name in pages) return void response.end(pages[name]);
    const found = Object.keys(files).filter((file) => file.split('-')[0].replaceAll('_', '-') === name);
    if (folder !== 'simple' || found.length === 0) return void response.writeHead(404).end();
    const page = { meta: { 'api-version': '1.1' }, name, files: found.map((file) => ({ filename: file, url: `../../files/${file}`, hashes: { sha256: sha256(files[file]) } })) };
    response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json').end(JSON.stringify(page));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `${origin}/simple/`, fileUrl: (name) => `${origin}/files/${name}`, asked, faults };
}

function sendFile({ headers }: IncomingMessage, response: ServerResponse, content: Uint8Array, fault: Fault | undefined): void {
  if (fault?.type === 'status') return void response.writeHead(fault.status).end();
  const from = fault?.type === 'noRange' ? 0 : Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const rest = content.subarray(from);
  const range = from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, ...range });
  if (fault === undefined || fault.type === 'noRange') return void response.end(rest);
  response.write(rest.subarray(0, fault.after), () => {
    if (fault.type === 'cut') setTimeout(() => response.destroy(), 20); // What was written gets out before.
  });
}
