// Requests through proxies: which one, and that it is really used.
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { request } from '../../src/runtime/http';
import { proxyFor } from '../../src/runtime/proxy';
import { indexServer } from './indexServer';

afterEach(() => vi.unstubAllEnvs());

describe('the proxy of a request', () => {
  const environment = { HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:1', HTTP_PROXY: 'http://plain:1', NO_PROXY: 'direct.test, .dotted.test,*.starred.test' };

  it.each([
    ['https://a.test/x', 'http://small:1'],
    ['http://a.test/x', 'http://plain:1'],
    ['https://direct.test/x', undefined],
    ['https://below.direct.test/x', undefined],
    ['https://notdirect.test/x', 'http://small:1'],
    ['https://a.dotted.test/x', undefined],
    ['https://a.starred.test/x', undefined],
  ])('%s is %s', (address, proxy) => expect(proxyFor(address, environment)).toBe(proxy));

  it('is none for every host when NO_PROXY is a star, and none without variables', () => {
    expect(proxyFor('https://a.test', { ...environment, NO_PROXY: '*' })).toBeUndefined();
    expect(proxyFor('https://a.test', {})).toBeUndefined();
  });

  it('is used', async () => {
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', ({ url }, client) => {
      tunnels.push(url ?? '');
      const [host, port] = (url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      onTestFinished(() => void upstream.destroy());
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void proxy.close());
    const server = await indexServer({ 'a.whl': Buffer.from('content') });
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('no_proxy', '');
    vi.stubEnv('NO_PROXY', '');
    const status = await request({ url: server.fileUrl('a.whl'), idleSeconds: 5, signal: new AbortController().signal }, (answer) => Promise.resolve(answer.status));
    expect(status).toBe(200);
    expect(tunnels).toEqual([new URL(server.url).host]);
  });
});
