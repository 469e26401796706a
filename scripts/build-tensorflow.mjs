// Bundles the backend of @tensorflow/tfjs-node, and puts beside it what its addon is compiled from.
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const addonSources = 'node_modules/@tensorflow/tfjs-node/binding';
const nodeHeaders = 'node_modules/node-api-headers/include';

/** What is shipped as it is, for a compiler. */
export const copiedForAddon = [addonSources, nodeHeaders];

/**
 * @param {string} outDirectory gets tensorflow.js, and the folder native with the addon's sources and the headers of Node-API
 * @returns {Promise<import('esbuild').Metafile>}
 */
export async function buildTensorFlow(outDirectory) {
  const native = join(outDirectory, 'native');
  await rm(native, { recursive: true, force: true }); // Packing adds a compiled addon, which may be older than the sources.
  const [{ metafile }] = await Promise.all([
    build({
      entryPoints: { tensorflow: join(root, 'src/runtime/tensorflow/bundle.ts') },
      outdir: outDirectory,
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      // tfjs-node's classes are functions, which can extend only those of the build for older engines.
      mainFields: ['main'],
      // All that the backend needs of the whole of tfjs.
      alias: { '@tensorflow/tfjs': '@tensorflow/tfjs-core' },
      plugins: [formerUtil, withoutSummaries],
      minifySyntax: true,
      metafile: true,
      logLevel: 'warning',
    }),
    cp(join(root, addonSources), join(native, 'binding'), { recursive: true }),
    cp(join(root, nodeHeaders), join(native, 'node-api'), { recursive: true }),
  ]);
  return metafile;
}

/** tfjs-node takes from `util` what newer versions of Node no longer have there. */
const formerUtil = {
  name: 'former-util',
  setup(build) {
    build.onResolve({ filter: /^util$/ }, ({ importer }) =>
      importer.includes(join('tfjs-node', 'dist')) ? { path: join(root, 'src/runtime/tensorflow/formerUtil.ts') } : undefined,
    );
  },
};

/** Messages for TensorBoard, half of the bundle, are written by callbacks that we do not have. */
const withoutSummaries = {
  name: 'without-summaries',
  setup(build) {
    build.onResolve({ filter: /^\.\/proto\/api_pb$/ }, () => ({ path: 'api_pb', namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
  },
};
