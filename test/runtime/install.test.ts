// Installations that do not come to their end: nothing but downloads may be left of them.
import { EventEmitter, once } from 'node:events';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { installRuntime, type InstallOptions, type InstallProgress, type NewRuntime } from '../../src/runtime/install';
import { listRuntimes } from '../../src/runtime/installed';
import { recipeFor } from '../../src/runtime/wheels';
import { temporaryDirectory } from '../store/temporary';
import { indexServer, type IndexServer } from './indexServer';
import { describedRuntime, temporaryRuntimes } from './runtimesFolder';
import { recipe, tensorFlowFile, tensorFlowWheel } from './wheel';

const serve = (): Promise<IndexServer> => indexServer({ [tensorFlowFile]: tensorFlowWheel });

const install = (options: Partial<InstallOptions>): Promise<NewRuntime> =>
  installRuntime(recipe, { signal: new AbortController().signal, onProgress: () => undefined, idleSeconds: 5, pause: 0, ...options });

async function wheelFile(name = tensorFlowFile): Promise<string> {
  const file = join(await temporaryDirectory(), name);
  await writeFile(file, tensorFlowWheel);
  return file;
}

/** What lies in a folder, downloads apart. */
const left = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name !== '.downloads');

describe('an installation', () => {
  it('downloads and unpacks, and leaves nothing when the library does not work', async () => {
    const folder = await temporaryRuntimes();
    const stages = new Set<InstallProgress['stage']>();
    const { url } = await serve();
    await expect(install({ index: url, onProgress: ({ stage }) => stages.add(stage) })).rejects.toSatisfy((error) => CloisterError.is(error, 'failed'));
    expect([...stages].slice(0, 3)).toEqual(['download', 'unpack', 'addon']);
    expect(await left(folder)).toEqual([]);
  });

  it('keeps what it downloaded, and does not download it again', async () => {
    await temporaryRuntimes();
    const server = await serve();
    await expect(install({ index: server.url })).rejects.toThrow();
    const before = server.asked.length;
    await expect(install({ index: server.url })).rejects.toThrow();
    expect(server.asked.length).toBe(before);
  });

  it('that fails leaves the runtime that was there', async () => {
    const folder = await temporaryRuntimes();
    const description = await describedRuntime(folder, recipe.name);
    await expect(install({ files: [await wheelFile()] })).rejects.toThrow();
    expect(await listRuntimes()).toEqual([{ ...description, folder: join(folder, recipe.name) }]);
    expect(await left(folder)).toEqual([recipe.name]);
  });

  it('takes nothing else than the pinned wheels from files, whatever they are called', async () => {
    await temporaryRuntimes();
    const wrong = join(await temporaryDirectory(), tensorFlowFile);
    await writeFile(wrong, Buffer.concat([tensorFlowWheel, Buffer.from('x')]));
    await expect(install({ files: [wrong] })).rejects.toThrow(/No file that was given is tensorflow_test-1\.0-none\.whl .*, which tensorflow-test-1\.0 needs\./);
    await expect(install({ files: [await wheelFile(), wrong] })).rejects.toThrow(/not a wheel that tensorflow-test-1\.0 needs/);
    const unpacked: InstallProgress[] = [];
    await expect(install({ files: [await wheelFile('renamed.zip')], onProgress: (progress) => unpacked.push(progress) })).rejects.toThrow();
    expect(unpacked[0]).toMatchObject({ stage: 'unpack', file: 'renamed.zip' });
  });

  it('that is interrupted while it downloads leaves the part alone', async () => {
    const folder = await temporaryRuntimes();
    const server = await serve();
    server.faults.push({ type: 'silence', after: 100 });
    const controller = new AbortController();
    const onProgress = (progress: InstallProgress): void => (progress.stage === 'download' && progress.done >= 100 ? controller.abort() : undefined);
    await expect(install({ index: server.url, signal: controller.signal, onProgress })).rejects.toSatisfy((error) => CloisterError.is(error, 'interrupted'));
    expect(await left(folder)).toEqual([]);
    expect(await readdir(join(folder, '.downloads'))).toEqual([`${tensorFlowFile}.part`]);
  });

  it.each(['unpack', 'addon'] as const)('that is interrupted at the stage "%s" leaves nothing', async (at) => {
    const folder = await temporaryRuntimes();
    const controller = new AbortController();
    const onProgress = ({ stage }: InstallProgress): void => (stage === at ? controller.abort() : undefined);
    await expect(install({ files: [await wheelFile()], signal: controller.signal, onProgress })).rejects.toSatisfy((error) => CloisterError.is(error, 'interrupted'));
    expect(await left(folder)).toEqual([]);
  });

  it('beside another one is refused, and the other goes on', async () => {
    const folder = await temporaryRuntimes();
    const server = await serve();
    server.faults.push({ type: 'silence', after: 100 });
    const controller = new AbortController();
    const begun = new EventEmitter();
    const first = install({ index: server.url, signal: controller.signal, onProgress: () => begun.emit('progress') });
    await once(begun, 'progress');
    await expect(install({ index: server.url })).rejects.toThrow(`Another installation is under way (process ${process.pid}).`);
    controller.abort();
    await expect(first).rejects.toThrow('Interrupted');
    expect(await left(folder)).toEqual([]);
  });

  it('takes over from one that was killed', async () => {
    const folder = await temporaryRuntimes();
    await mkdir(join(folder, '.staging', 'half'), { recursive: true });
    await writeFile(join(folder, '.installing'), JSON.stringify({ pid: 2 ** 22 + 1 })); // Above the largest pid of Linux.
    await expect(install({ files: [await wheelFile()] })).rejects.toThrow(/TensorFlow/);
    expect(await left(folder)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('on a full disk says so, and where runtimes lie', async () => {
    const folder = await temporaryRuntimes();
    const part = join(folder, '.downloads', `${tensorFlowFile}.part`);
    await mkdir(dirname(part), { recursive: true });
    await symlink('/dev/full', part);
    await expect(install({ index: (await serve()).url })).rejects.toThrow(/^There is no room left on the disk; runtimes lie in .*CLOISTER_RUNTIMES/);
    expect(await left(folder)).toEqual([]);
  });

  it('where no folder can be made says so', async () => {
    vi.stubEnv('CLOISTER_RUNTIMES', join(await wheelFile(), 'runtimes'));
    await expect(install({ files: [await wheelFile()] })).rejects.toThrow(/^A file cannot be written or read; runtimes lie in/);
    vi.unstubAllEnvs();
  });

  it('names what is to be installed where there is no compiler', async () => {
    await temporaryRuntimes();
    vi.stubEnv('CXX', '/nowhere/g++');
    await expect(install({ files: [await wheelFile()] })).rejects.toThrow(/there is no C\+\+ compiler \(\/nowhere\/g\+\+\)\. Install one/);
  });
});

describe('a recipe', () => {
  it('exists for Linux on x64 alone, and other systems are told so', () => {
    expect(recipeFor('cpu', 'linux-x64').name).toBe('tensorflow-cpu-2.20.0');
    expect(() => recipeFor('gpu', 'darwin-arm64')).toThrow(/no TensorFlow runtime to install for darwin-arm64/);
  });

  it.each(['cpu', 'gpu'] as const)('for a %s pins every wheel: its project, its size and its SHA-256', (kind) => {
    for (const { project, file, bytes, sha256 } of recipeFor(kind, 'linux-x64').wheels) {
      expect(file).toMatch(new RegExp(`^${project.replaceAll('-', '_')}-[\\d.]+-.*x86_64\\.whl$`));
      expect(bytes).toBeGreaterThan(500_000);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});
