// What a package index may answer, and what is made of it.
import { describe, expect, it } from 'vitest';
import { parseIndexAddress, type IndexAddress } from '../../src/runtime/indexAddress';
import { addressOfWheel, authorizationFor } from '../../src/runtime/simpleIndex';
import type { Wheel } from '../../src/runtime/wheels';
import { indexServer } from './indexServer';
import { pinned, tensorFlowFile, tensorFlowWheel } from './wheel';

const wheel = pinned(tensorFlowFile, tensorFlowWheel);
const files = { [tensorFlowFile]: tensorFlowWheel };

const ask = (index: IndexAddress, asked: Wheel = wheel): Promise<string> => addressOfWheel(index, asked, new AbortController().signal, 0.5);
const at = (url: string): IndexAddress => parseIndexAddress(url, 'a test');

describe('a package index', () => {
  it('is asked for JSON, and its relative address is resolved', async () => {
    const server = await indexServer(files);
    expect(await ask(at(server.url))).toBe(server.fileUrl(tensorFlowFile));
    expect(server.asked).toMatchObject([{ path: '/simple/tensorflow-test/', headers: { accept: 'application/vnd.pypi.simple.v1+json' } }]);
  });

  it('may be named without a slash at the end', async () => {
    const server = await indexServer(files);
    expect(await ask(at(server.url.slice(0, -1)))).toBe(server.fileUrl(tensorFlowFile));
  });

  it('that offers another file under the name is refused', async () => {
    const server = await indexServer(files);
    await expect(ask(at(server.url), { ...wheel, sha256: '0'.repeat(64) })).rejects.toThrow(/offers another file as tensorflow_test-1\.0-none\.whl/);
  });

  it('that does not have the wheel or the project says so', async () => {
    const server = await indexServer(files);
    await expect(ask(at(server.url), { ...wheel, file: 'other.whl' })).rejects.toThrow(/does not have other\.whl/);
    await expect(ask(at(server.url), { ...wheel, project: 'other' })).rejects.toThrow(/status 404\. It was named by a test\./);
  });

  it('that speaks HTML alone is named, with what can be done', async () => {
    const server = await indexServer(files, { 'tensorflow-test': '<html><a href="x">x</a></html>' });
    await expect(ask(at(server.url))).rejects.toThrow(/does not speak the JSON form .* give the wheels as files/);
  });

  it('that is not there is named, with who named it', async () => {
    await expect(ask(at('http://127.0.0.1:1/simple'))).rejects.toThrow(/127\.0\.0\.1:1\/simple\/tensorflow-test\/ cannot be reached: .*named by a test/);
  });

  it('gets the user and password of its address, and no other host does', async () => {
    const server = await indexServer(files);
    const index = at(server.url.replace('//', '//user:p%40ss@'));
    await ask(index);
    const expected = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(server.asked[0].headers.authorization).toBe(expected);
    expect(authorizationFor(index, server.fileUrl('a'))).toEqual({ authorization: expected });
    expect(authorizationFor(index, 'http://elsewhere.test/a')).toEqual({});
    expect(index.url).not.toContain('user');
  });
});
