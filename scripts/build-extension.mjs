// Bundles the extension in parts, so that activating it compiles only what every window needs, and the rest when it is first used.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { sqliteLibrary } from './build-sqlite.mjs';

/** Name of every part but the first, which is extension.js. */
const partName = /^extension-[A-Z0-9]+\.js(\.map)?$/;

/**
 * esbuild splits ES modules only, and the editor loads CommonJS: each part of the split bundle becomes a CommonJS module as it is.
 * @param {string} outDirectory
 * @returns {Promise<import('esbuild').Metafile>}
 */
export async function buildExtension(outDirectory) {
  const { outputFiles, metafile } = await build({
    entryPoints: { extension: 'src/extension.ts' },
    outdir: outDirectory,
    chunkNames: 'extension-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    plugins: [sqliteLibrary],
    sourcemap: 'inline',
    minifySyntax: true,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const parts = await Promise.all(outputFiles.map(({ path, text }) => commonJs(basename(path), text)));
  await Promise.all(parts.flat().map(({ name, text }) => writeFile(join(outDirectory, name), text)));
  await removeOld(outDirectory, new Set(parts.flat().map(({ name }) => name)));
  return metafile;
}

async function commonJs(name, source) {
  const { code, map } = await transform(source, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Parts are loaded by `require`, whatever syntax asks for them.
    supported: { 'dynamic-import': false },
    sourcemap: 'external',
    sourcefile: name,
    logLevel: 'warning',
  });
  return [
    { name, text: `${code}//# sourceMappingURL=${name}.map\n` },
    { name: `${name}.map`, text: map },
  ];
}

/** Parts have a new name when their content changes. */
async function removeOld(folder, current) {
  const old = (await readdir(folder)).filter((name) => partName.test(name) && !current.has(name));
  await Promise.all(old.map((name) => rm(join(folder, name))));
}
