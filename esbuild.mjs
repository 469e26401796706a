// Builds everything that is shipped into dist/: the bundles, the pages in dist/webview, and the WebAssembly files beside them.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { buildExtension } from './scripts/build-extension.mjs';
import { buildKernels } from './scripts/build-kernels.mjs';
import { writeNotices } from './scripts/build-notices.mjs';
import { buildSchema } from './scripts/build-schema.mjs';
import { pageOptions, pages } from './scripts/build-pages.mjs';
import { copySqliteLibrary, sqliteLibrary } from './scripts/build-sqlite.mjs';
import { buildTensorFlow, copiedForAddon } from './scripts/build-tensorflow.mjs';

const require = createRequire(import.meta.url);
const dist = join(import.meta.dirname, 'dist');

/** The command line, the trainer with its worker threads, the accountant's thread, and the benches with the engine that they set beside peers: a bundle each. */
const entries = {
  cli: 'src/cli/main.ts',
  trainer: 'src/trainer/main.ts',
  worker: 'src/trainer/workers/worker.ts',
  accountant: 'src/services/accounting/accountant.ts',
  bench: 'bench/main.ts',
  peer: 'bench/peers/ours.ts',
};

/** Files that tfjs's WebAssembly backend opens by name. */
const tfjsWasm = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

await mkdir(dist, { recursive: true });
const [bundles, scripts, extension, tensorFlow] = await Promise.all([
  build({
    entryPoints: entries,
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    plugins: [sqliteLibrary],
    sourcemap: true,
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  }),
  build({ ...pageOptions, entryPoints: pages, outdir: join(dist, 'webview'), sourcemap: 'external', metafile: true }),
  buildExtension(dist),
  buildTensorFlow(dist),
  buildKernels(dist),
  copySqliteLibrary(dist),
  writeFile(join(dist, 'packages.json'), JSON.stringify(await bundledVersions(), null, 2)),
  buildSchema(dist),
  ...tfjsWasm.map((name) => copyFile(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out', name), join(dist, name))),
]);
writeNotices(join(dist, 'third-party-notices.txt'), [bundles.metafile, scripts.metafile, extension, tensorFlow], copiedForAddon);

/** Versions of the packages that went into the bundles: a run notes some of them, and an installed package has no node_modules. */
async function bundledVersions() {
  const manifest = async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { dependencies } = await manifest(import.meta.dirname);
  const versions = Object.keys(dependencies).map(async (name) => [name, (await manifest(join(import.meta.dirname, 'node_modules', name))).version]);
  return Object.fromEntries(await Promise.all(versions));
}
