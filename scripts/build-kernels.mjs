// Compiles the SIMD kernels from AssemblyScript to WebAssembly.
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const sources = join(dirname(fileURLToPath(import.meta.url)), '../src/engine/wasm/assembly');

/** The same sources twice: plain SIMD runs everywhere, relaxed SIMD has fused multiply-add where the host knows it. */
const variants = [
  { file: 'kernels.wasm', flags: [] },
  { file: 'kernels-relaxed.wasm', flags: ['--enable', 'relaxed-simd', '--use', 'RELAXED_SIMD=1'] },
];

const flags = [
  // The memory is the tensor library's heap: the module brings no data, no stack and no runtime of its own.
  '--importMemory', '--initialMemory', '0', '--runtime', 'stub', '--noAssert', '--use', 'abort=',
  '--enable', 'simd', '-O3', '--converge',
];

/** @param {string} file */
function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

/**
 * Writes kernels.wasm and kernels-relaxed.wasm; files that are newer than all sources are left alone.
 * @param {string} outDirectory
 */
export async function buildKernels(outDirectory) {
  mkdirSync(outDirectory, { recursive: true });
  const newest = Math.max(
    modified(fileURLToPath(import.meta.url)),
    ...readdirSync(sources).map((name) => modified(join(sources, name))),
  );
  for (const variant of variants) {
    const target = join(outDirectory, variant.file);
    if (modified(target) < newest) await compile(variant, target);
  }
}

async function compile({ file, flags: variantFlags }, target) {
  let binary;
  const { error, stderr } = await asc.main(
    [join(sources, 'index.ts'), '--outFile', file, ...flags, ...variantFlags],
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
