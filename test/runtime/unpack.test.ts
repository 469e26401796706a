// Unpacking wheels, damaged and malicious ones included.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { unpack } from '../../src/runtime/unpack';
import { temporaryDirectory } from '../store/temporary';
import { zip } from './zip';

interface Unpacked {
  readonly into: string;
  readonly files: () => Promise<string[]>;
  readonly run: (signal?: AbortSignal, onProgress?: (done: number, total: number) => void) => Promise<void>;
}

async function wheelOf(content: Uint8Array, targetOf: (entry: string) => string | undefined = (entry) => entry): Promise<Unpacked> {
  const folder = await temporaryDirectory();
  const into = join(folder, 'into');
  await writeFile(join(folder, 'a.whl'), content);
  return {
    into,
    files: async () => (await readdir(folder, { recursive: true })).filter((name) => name !== 'into' && name !== 'a.whl'),
    run: (signal = new AbortController().signal, onProgress = () => undefined) => unpack(join(folder, 'a.whl'), into, targetOf, { signal, onProgress }),
  };
}

const entries = [
  { name: 'wanted/a', content: 'content of a' },
  { name: 'b', content: 'content of b' },
];

describe('a wheel', () => {
  it('gives the wanted entries alone, where they are wanted', async () => {
    const progress: number[][] = [];
    const { into, files, run } = await wheelOf(zip(entries), (entry) => (entry.startsWith('wanted/') ? `place/${entry.slice(7)}` : undefined));
    await run(undefined, (...numbers) => progress.push(numbers));
    expect(await files()).toEqual(['into/place', 'into/place/a']);
    expect(await readFile(join(into, 'place', 'a'), 'utf8')).toBe('content of a');
    expect(progress.at(-1)).toEqual([12, 12]);
  });

  it.each(['../out', 'a/../../out', '/tmp/out', 'C:/out', 'a\\..\\out'])('with the entry "%s" is refused', async (name) => {
    const { files, run } = await wheelOf(zip([{ name, content: 'x' }]));
    await expect(run()).rejects.toThrow(/a\.whl is damaged: .*Delete it/);
    expect(await files()).toEqual([]);
  });

  it.each([
    ['cut off', zip(entries).subarray(0, -30)],
    ['without its directory', zip(entries).subarray(0, 60)],
    ['empty', Buffer.alloc(0)],
    ['no zip', Buffer.from('<html>not found</html>'.repeat(10))],
  ])('%s is damaged', async (_, content) => {
    const { run } = await wheelOf(content);
    await expect(run()).rejects.toThrow(/a\.whl is damaged/);
  });

  it.each([3, 100])('whose entry states %i bytes and has 12 is damaged', async (statedLength) => {
    const { run } = await wheelOf(zip([{ name: 'a', content: 'content of a', statedLength }]));
    await expect(run()).rejects.toThrow(/a\.whl is damaged/);
  });

  it('stops when it is interrupted', async () => {
    const controller = new AbortController();
    const { run } = await wheelOf(zip([{ name: 'a', content: Buffer.alloc(5_000_000) }, ...entries]));
    await expect(run(controller.signal, () => controller.abort())).rejects.toSatisfy((error) => CloisterError.is(error, 'interrupted'));
  });
});
