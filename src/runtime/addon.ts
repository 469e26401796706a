// Puts the addon of @tensorflow/tfjs-node into a runtime: the one that was shipped for this system, else one that is compiled here.
import { execFile } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CloisterError } from '../base/errors';
import { packageRoot } from '../data/packageRoot';
import { exists } from '../store/exists';
import { interrupted } from './http';
import { runtimePaths } from './place';

export type AddonOrigin = 'prebuilt' | 'compiled';

/** What the build put there: the addon's sources, the headers of Node-API, and perhaps a compiled addon. */
const shipped = (): string => join(packageRoot(), 'dist', 'native');

const prebuiltAddon = (): string => join(shipped(), `${process.platform}-${process.arch}`, 'tfjs_binding.node');

/** @throws failed when it has to be compiled and cannot be; interrupted by the signal */
export async function provideAddon(folder: string, signal: AbortSignal): Promise<AddonOrigin> {
  const { addon } = runtimePaths(folder);
  await mkdir(dirname(addon), { recursive: true });
  if (await exists(prebuiltAddon())) {
    await copyFile(prebuiltAddon(), addon);
    return 'prebuilt';
  }
  await compileAddon(folder, signal);
  return 'compiled';
}

/**
 * Takes ten seconds. The addon uses C++17 and version 8 of Node-API, so it runs on every later Node and in VS Code. The C++ library is
 * linked dynamically: a static one would ask for a newer glibc.
 */
async function compileAddon(folder: string, signal: AbortSignal): Promise<void> {
  const { addon, headers, libraries } = runtimePaths(folder);
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(shipped(), 'binding', name));
  const includes = [join(shipped(), 'node-api'), join(shipped(), 'binding'), headers].map((path) => `-I${path}`);
  const dialect = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'];
  const linking = [`-L${libraries}`, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,-s'];
  for (const compiler of compilers()) {
    try {
      return void (await promisify(execFile)(compiler, [...dialect, ...includes, ...sources, '-o', addon, ...linking], { signal }));
    } catch (error) {
      if (signal.aborted) throw interrupted();
      const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: string };
      if (code === 'ENOENT') continue;
      throw new CloisterError('failed', `${compiler} cannot compile the addon of TensorFlow:\n${stderr?.trim().split('\n').slice(0, 5).join('\n')}`, { cause: error });
    }
  }
  throw new CloisterError('failed', `The addon of TensorFlow has to be compiled here, and there is no C++ compiler (${compilers().join(', ')}). Install one, for instance the package g++.`);
}

const compilers = (): readonly string[] => (process.env.CXX ? [process.env.CXX] : ['g++', 'clang++', 'c++']);
