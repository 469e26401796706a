// Bundles of the accounting in the background, made as the build makes them.
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const folder = resolve(__dirname, '..', '..', '..', 'src/services/accounting');

/** The entry of the accountant's thread. @returns its path */
export const bundleAccountant = (directory: string): Promise<string> => bundle('accountant', directory);

/** @returns the path of the bundle */
export async function bundle(name: string, directory: string): Promise<string> {
  const outfile = join(directory, `${name}.js`);
  const entryPoints = [join(folder, `${name}.ts`)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'], logLevel: 'warning' });
  return outfile;
}
