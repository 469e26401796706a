// Bundles sqlite3 without its folder under node_modules: the compiled library lies beside the bundles and is loaded from there.
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const library = 'node_sqlite3.node';

/** A plugin of esbuild: in place of the package `bindings`, which looks for the library in many folders, a plain require. */
export const sqliteLibrary = {
  name: 'sqlite-library',
  setup(build) {
    build.onLoad({ filter: /[\\/]sqlite3[\\/]lib[\\/]sqlite3-binding\.js$/ }, () => ({ contents: `module.exports = require('./${library}');` }));
    build.onResolve({ filter: /^\.\/node_sqlite3\.node$/ }, ({ path }) => ({ path, external: true }));
  },
};

/**
 * Puts the library into the folder of the bundles. A new file takes the place of an old one, which processes that run may have
 * mapped into their memory.
 * @param {string} outDirectory
 */
export async function copySqliteLibrary(outDirectory) {
  const source = join(dirname(require.resolve('sqlite3/package.json')), 'build', 'Release', library);
  const target = join(outDirectory, library);
  await mkdir(outDirectory, { recursive: true });
  const [built, present] = await Promise.all([readFile(source), readFile(target).catch(() => undefined)]);
  if (present?.equals(built)) return;
  const temporary = `${target}.${process.pid}.tmp`;
  await copyFile(source, temporary);
  await rename(temporary, target);
}
