// Libraries of TensorFlow that cannot be used, in the ways in which that happens, and runtimes as they lie on disk.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import { findRuntimes } from '../../src/runtime/find';
import { listRuntimes, removeRuntime } from '../../src/runtime/installed';
import { temporaryDirectory } from '../store/temporary';
import { describedRuntime, temporaryRuntimes } from './runtimesFolder';

const hasCompiler = spawnSync('g++', ['--version']).status === 0;

/** A project with the package, and perhaps an addon in it. @returns project folder */
async function projectWith(name: string, version: string, addon?: Uint8Array | string): Promise<string> {
  const project = await temporaryDirectory();
  const folder = join(project, 'node_modules', name);
  await mkdir(join(folder, 'lib', 'napi-v8'), { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version }));
  if (addon !== undefined) await writeFile(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), addon);
  return project;
}

/** Compiles an addon that ends its process while it is loaded, as a library does that asks for instructions the processor does not have. */
async function crashingAddon(): Promise<string> {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'crash.cc'), '#include <cstdlib>\n__attribute__((constructor)) static void crash() { std::abort(); }\n');
  execFileSync('g++', ['-shared', '-fPIC', '-o', join(folder, 'crash.node'), join(folder, 'crash.cc')]);
  return join(folder, 'crash.node');
}

describe('a library', () => {
  it('is none where nothing was installed', async () => {
    await temporaryRuntimes();
    expect(await findRuntimes(await temporaryDirectory())).toEqual({ reports: [], chosen: undefined });
  });

  it.each([
    ['@tensorflow/tfjs-node', '4.22.0', undefined, /has no compiled addon/],
    ['@tensorflow/tfjs-node-gpu', '3.21.0', undefined, /Only releases 4/],
    ['@tensorflow/tfjs-node-gpu', '4.22.0', 'no library', /TensorFlow does not work here: Error: .*(ELF|file too short|not a)/],
  ])('of the package %s %s that cannot be used says why', async (name, version, addon, problem) => {
    await temporaryRuntimes();
    const { reports, chosen } = await findRuntimes(await projectWith(name, version, addon));
    expect(chosen).toBeUndefined();
    expect(reports).toMatchObject([{ name: `${name} ${version}`, origin: 'package', usable: false, problem: expect.stringMatching(problem) as string }]);
  });

  it.skipIf(!hasCompiler)('that crashes takes nothing else down', async () => {
    const folder = await temporaryRuntimes();
    await describedRuntime(folder, 'crashing');
    await mkdir(join(folder, 'crashing', 'lib', 'napi-v8'), { recursive: true });
    execFileSync('cp', [await crashingAddon(), join(folder, 'crashing', 'lib', 'napi-v8', 'tfjs_binding.node')]);
    const { reports } = await findRuntimes(await temporaryDirectory());
    expect(reports).toMatchObject([{ name: 'crashing', usable: false, problem: 'TensorFlow does not work here: its process ended by SIGABRT.' }]);
  });
});

describe('installed runtimes', () => {
  it('are the folders that have a description', async () => {
    const folder = await temporaryRuntimes();
    expect(await listRuntimes()).toEqual([]);
    const [b, a] = [await describedRuntime(folder, 'b'), await describedRuntime(folder, 'a')];
    await mkdir(join(folder, 'half'));
    await mkdir(join(folder, 'other'));
    await writeFile(join(folder, 'other', 'runtime.json'), '{"name":');
    expect(await listRuntimes()).toEqual([{ ...a, folder: join(folder, 'a') }, { ...b, folder: join(folder, 'b') }]);
  });

  it('are removed whole, and an unknown name says which there are', async () => {
    const folder = await temporaryRuntimes();
    await describedRuntime(folder, 'a');
    await describedRuntime(folder, 'b');
    await removeRuntime('a');
    expect(await readdir(folder)).toEqual(['b']);
    await expect(removeRuntime('a')).rejects.toThrow('There is no runtime "a": there is b.');
    await expect(removeRuntime('../..')).rejects.toThrow('There is no runtime "../..": there is b.');
  });
});

describe('the build', () => {
  it('ships what the addon is compiled from', async () => {
    const native = join(packageRoot(), 'dist', 'native');
    expect(await readdir(join(native, 'binding'))).toEqual(expect.arrayContaining(['tfjs_backend.cc', 'tfjs_binding.cc', 'tfjs_backend.h', 'utils.h']));
    expect(await readdir(join(native, 'node-api'))).toContain('node_api.h');
  });
});
