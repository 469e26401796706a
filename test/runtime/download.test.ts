// Downloads through connections that break, fall silent, and bring something else.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { download } from '../../src/runtime/download';
import { temporaryDirectory } from '../store/temporary';
import { indexServer, type Fault, type IndexServer } from './indexServer';
import { sha256 } from './wheel';

const content = randomBytes(300_000);

interface Attempt {
  readonly target: string;
  readonly server: IndexServer;
  readonly run: (signal?: AbortSignal, onProgress?: (bytes: number) => void) => Promise<void>;
}

async function attempt(faults: readonly Fault[], served: Uint8Array = content): Promise<Attempt> {
  const server = await indexServer({ 'a.whl': served });
  server.faults.push(...faults);
  const target = join(await temporaryDirectory(), 'a.whl');
  const source = { url: server.fileUrl('a.whl'), bytes: content.length, sha256: sha256(content) };
  const run: Attempt['run'] = (signal = new AbortController().signal, onProgress = () => undefined) =>
    download(source, target, { signal, idleSeconds: 0.5, pause: 0, onProgress });
  return { target, server, run };
}

const ranges = ({ asked }: IndexServer): (string | undefined)[] => asked.map(({ headers }) => headers.range);
const sizeOf = (path: string): Promise<number | undefined> => stat(path).then(({ size }) => size, () => undefined);

describe('a download', () => {
  it('brings the file, says how far it is, and leaves no part behind', async () => {
    const { target, run } = await attempt([]);
    const progress: number[] = [];
    await run(undefined, (bytes) => progress.push(bytes));
    expect(content.equals(await readFile(target))).toBe(true);
    expect(progress.at(-1)).toBe(content.length);
    expect(await sizeOf(`${target}.part`)).toBeUndefined();
  });

  it('goes on where the connection broke', async () => {
    const { target, server, run } = await attempt([{ type: 'cut', after: 100_000 }, { type: 'cut', after: 50_000 }]);
    await run();
    expect(content.equals(await readFile(target))).toBe(true);
    // What was on its way when the connection broke is lost, so how much had come is not known to a byte.
    const [, second, third] = ranges(server).map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0));
    expect(second).toBeLessThanOrEqual(100_000);
    expect(third).toBeGreaterThanOrEqual(second);
    expect(third).toBeLessThanOrEqual(second + 50_000);
    expect(third).toBeGreaterThan(0);
  });

  it('goes on where the connection fell silent', async () => {
    const { target, server, run } = await attempt([{ type: 'silence', after: 100_000 }]);
    await run();
    expect(content.equals(await readFile(target))).toBe(true);
    expect(ranges(server)).toEqual([undefined, 'bytes=100000-']);
  });

  it('goes on where an earlier call ended', async () => {
    const { target, server, run } = await attempt([]);
    await writeFile(`${target}.part`, content.subarray(0, 1234));
    await run();
    expect(content.equals(await readFile(target))).toBe(true);
    expect(ranges(server)).toEqual(['bytes=1234-']);
  });

  it('starts anew when the server knows no ranges', async () => {
    const { target, run } = await attempt([{ type: 'cut', after: 100_000 }, { type: 'noRange' }]);
    await run();
    expect(content.equals(await readFile(target))).toBe(true);
  });

  it('waits for a server that is busy', async () => {
    const { target, run } = await attempt([{ type: 'status', status: 503 }]);
    await run();
    expect(content.equals(await readFile(target))).toBe(true);
  });

  it('gives up when nothing comes again and again, and says so', async () => {
    const silence: Fault = { type: 'silence', after: 0 };
    const { target, run } = await attempt([silence, silence, silence, silence]);
    await expect(run()).rejects.toThrow(/a\.whl cannot be downloaded from 127\.0\.0\.1:\d+: nothing came for 0\.5 s\./);
    expect(await sizeOf(target)).toBeUndefined();
  });

  it('gives up at once when the file is not there', async () => {
    const { server, run } = await attempt([{ type: 'status', status: 404 }]);
    await expect(run()).rejects.toThrow('status 404');
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['other content', Buffer.from(content).fill(0, 5, 6), /SHA-256 is [0-9a-f]{64}, not/],
    ['more content', Buffer.concat([content, content]), /bytes, not 300000/],
  ])('throws %s away', async (_, served, message) => {
    const { target, run } = await attempt([], served);
    await expect(run()).rejects.toThrow(message);
    expect([await sizeOf(target), await sizeOf(`${target}.part`)]).toEqual([undefined, undefined]);
  });

  it('keeps what came before an interruption', async () => {
    const { target, run } = await attempt([{ type: 'silence', after: 100_000 }]);
    const controller = new AbortController();
    const running = run(controller.signal, (bytes) => (bytes >= 100_000 ? controller.abort() : undefined));
    await expect(running).rejects.toSatisfy((error) => CloisterError.is(error, 'interrupted'));
    expect([await sizeOf(target), await sizeOf(`${target}.part`)]).toEqual([undefined, 100_000]);
  });
});
