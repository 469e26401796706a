// Makes the extension's package (VSIX) for this platform: build, sample data, the addon of TensorFlow, and what .vscodeignore lets in.
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { packAddon } from './package/addon.mjs';
import { packSampleData } from './package/sample-data.mjs';

const root = join(import.meta.dirname, '..');

/** In bytes. A package that grows past it has taken in something by mistake. */
const largest = 10_000_000;

/** The compiled SQLite library makes the package one for this platform alone. */
const target = `${process.platform}-${process.arch}`;

/**
 * Builds and packs everything anew, and prints what the package holds.
 * @returns path of the VSIX
 * @throws Error when the package is too large
 */
export async function packageExtension() {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  await packSampleData();
  packAddon(join(root, 'dist'));
  const path = join(root, `cloister-${target}.vsix`);
  rmSync(path, { force: true });
  // Everything is in the bundles, so no dependency is taken along. Pictures of the README lie in the package, and no repository is named.
  await createVSIX({ cwd: root, packagePath: path, target, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
  const { size } = statSync(path);
  if (size > largest) throw new Error(`${path} has ${size} bytes, more than the ${largest} that are allowed.`);
  return path;
}

/** The package that CLOISTER_VSIX names, so that one that is there already can be looked at; without it, a new one. */
export const extensionPackage = async () => process.env.CLOISTER_VSIX ?? packageExtension();

if (process.argv[1] === fileURLToPath(import.meta.url)) await packageExtension();
