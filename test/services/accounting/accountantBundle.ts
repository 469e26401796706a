// The accountant's bundle, made as the build makes it.
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(__dirname, '..', '..', '..');

/** @returns its path */
export async function bundleAccountant(directory: string): Promise<string> {
  const outfile = join(directory, 'accountant.js');
  const entry = join(root, 'src/services/accounting/accountant.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'], logLevel: 'warning' });
  return outfile;
}
