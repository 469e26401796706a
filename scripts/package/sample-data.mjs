// Packs the cleaned e-mails of the sample into one file of 2 MB, which the extension brings in place of 93 MB of raw mails.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const cache = join(root, '.cache');

/** What the package needs of the sources, which are TypeScript. */
const entry = `
export { openCorpus } from './src/data/spamAssassin/corpus';
export { packCorpus, packedPath } from './src/data/spamAssassin/packed';
export { cachedCorpus } from './src/data/spamAssassin/source';
`;

/** Writes the file into dist; cleaning takes some seconds the first time, and its result is kept in .cache. */
export async function packSampleData() {
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, 'sample-data.cjs');
  await build({ stdin: { contents: entry, resolveDir: root, loader: 'ts' }, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
  const { openCorpus, packCorpus, packedPath, cachedCorpus } = createRequire(import.meta.url)(outfile);
  writeFileSync(packedPath(root), await packCorpus(await cachedCorpus(openCorpus(), cache)));
}
