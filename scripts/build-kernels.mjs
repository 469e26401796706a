// Compiles the SIMD kernels from AssemblyScript to WebAssembly.
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const sources = join(dirname(fileURLToPath(import.meta.url)), '../src/engine/wasm/assembly');

const relaxed = ['--enable', 'relaxed-simd', '--use', 'RELAXED_SIMD=1'];
/** 65,536 pages are all that 32-bit addresses reach. */
const shared = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];

/**
 * Two modules, kernels on the tensor library's heap and those of a step's second half on a memory that threads share, twice each:
 * plain SIMD runs everywhere, relaxed SIMD has fused multiply-add where the host knows it.
 */
const modules = [
  { file: 'kernels.wasm', entry: 'index.ts', flags: [] },
  { file: 'kernels-relaxed.wasm', entry: 'index.ts', flags: relaxed },
  { file: 'step.wasm', entry: 'step.ts', flags: shared },
  { file: 'step-relaxed.wasm', entry: 'step.ts', flags: [...shared, ...relaxed] },
];

const flags = [
  // The memory comes from the host: the module brings no data, no stack and no runtime of its own.
  '--importMemory', '--initialMemory', '0', '--runtime', 'stub', '--noAssert', '--use', 'abort=',
  '--enable', 'simd', '-O3', '--converge',
];

/** @param {string} file */
function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

/**
 * Writes all modules; files that are newer than all sources are left alone.
 * @param {string} outDirectory
 */
export async function buildKernels(outDirectory) {
  mkdirSync(outDirectory, { recursive: true });
  const newest = Math.max(
    modified(fileURLToPath(import.meta.url)),
    ...readdirSync(sources).map((name) => modified(join(sources, name))),
  );
  for (const each of modules) {
    const target = join(outDirectory, each.file);
    if (modified(target) < newest) await compile(each, target);
  }
}

async function compile({ file, entry, flags: own }, target) {
  let binary;
  const { error, stderr } = await asc.main(
    [join(sources, entry), '--outFile', file, ...flags, ...own],
    {
      writeFile: (name, contents) => {
        if (name === file) binary = contents;
      },
    },
  );
  if (error) throw new Error(`The kernels did not compile: ${error.message}\n${stderr.toString()}`);
  // Written whole or not at all: several processes may build at the same time.
  const temporary = `${target}.${process.pid}.tmp`;
  writeFileSync(temporary, binary);
  renameSync(temporary, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels(process.argv[2] ?? 'dist');
