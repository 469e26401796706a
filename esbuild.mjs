// Builds everything that is shipped into dist/: the bundles, the pages in dist/webview, and the WebAssembly files beside them.
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { buildKernels } from './scripts/build-kernels.mjs';

const require = createRequire(import.meta.url);
const dist = join(import.meta.dirname, 'dist');

/** The two front ends, the trainer with its worker threads, and the benches. */
const entries = {
  extension: 'src/extension.ts',
  cli: 'src/cli/main.ts',
  trainer: 'src/trainer/main.ts',
  worker: 'src/trainer/workers/worker.ts',
  bench: 'bench/main.ts',
};

/** One script and one style sheet a page; a page has no other files but fonts. */
const pages = { dashboard: 'webview/dashboard/index.ts', compare: 'webview/compare/index.ts' };

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
  build({
    entryPoints: pages,
    outdir: join(dist, 'webview'),
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    loader: { '.ttf': 'file' },
    sourcemap: 'external',
    minify: true,
    logLevel: 'warning',
  }),
  buildKernels(dist),
  ...tfjsWasm.map((name) => copyFile(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out', name), join(dist, name))),
]);
