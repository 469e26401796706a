// The run files that come with the package, on the built-in public data.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../data/packageRoot';
import { loadRunFile, type LoadedRunFile } from './runFile';

const folder = (): string => join(packageRoot(), 'recipes');

/** The default run. */
export const defaultRecipe = (): Promise<LoadedRunFile> => loadRunFile(join(folder(), 'spam-assassin.run.json'));

/** The runs to compare with each other, in the order of their file names. */
export async function comparisonRecipes(): Promise<LoadedRunFile[]> {
  const names = await readdir(join(folder(), 'compare'));
  const files = names.filter((name) => name.endsWith('.run.json')).sort();
  return Promise.all(files.map((name) => loadRunFile(join(folder(), 'compare', name))));
}

/** The same run from other initial weights. */
export function withInitSeed({ config, baseDirectory }: LoadedRunFile, initSeed: number): LoadedRunFile {
  return { config: { ...config, training: { ...config.training, initSeed } }, baseDirectory };
}
