// Finds the folder of this package, so that its assets are found from the sources and from a bundle alike.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder whose package.json has the name "cloister": the nearest one above `start`, which is `src/data` under the
 * test runner and `dist` in a bundle.
 * @throws Error when there is none, which means a broken installation
 */
export function packageRoot(start: string = __dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isOurs(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json of cloister lies above ${start}: the installation is broken.`);
  }
}

function isOurs(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown };
  return name === 'cloister';
}
