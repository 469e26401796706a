// Builds everything that is shipped into dist/: the two bundles and the WebAssembly files beside them.
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { buildKernels } from './scripts/build-kernels.mjs';

const require = createRequire(import.meta.url);
const dist = join(import.meta.dirname, 'dist');

/** The command line, the trainer with its worker threads, and the benches. */
const entries = { cli: 'src/cli/main.ts', trainer: 'src/trainer/main.ts', worker: 'src/trainer/workers/worker.ts', bench: 'bench/main.ts' };

/** Files that tfjs's WebAssembly backend opens by name. */
const tfjsWasm = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

await mkdir(dist, { recursive: true });
await Promise.all([
  build({
    entryPoints: entries,
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // Native module and data: resolved from node_modules at run time.
    external: ['sqlite3', '@stdlib/*', 'vscode'],
    sourcemap: true,
    minifySyntax: true,
    logLevel: 'warning',
  }),
  buildKernels(dist),
  ...tfjsWasm.map((name) => copyFile(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out', name), join(dist, name))),
]);
