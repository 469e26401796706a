// The run files that come with the package, on the built-in public data.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../data/packageRoot';
import { loadRunFile, type LoadedRunFile } from './runFile';

const folder = (): string => join(packageRoot(), 'recipes');

/** Path of the default run's file. */
export const defaultRecipePath = (): string => join(folder(), 'spam-assassin.run.json');

/** The default run. */
export const defaultRecipe = (): Promise<LoadedRunFile> => loadRunFile(defaultRecipePath());

/** The default run, and then the runs to compare it with, in the order of their file names. */
export async function comparisonRecipes(): Promise<LoadedRunFile[]> {
  const others = join(folder(), 'compare');
  const files = (await readdir(others)).filter((name) => name.endsWith('.run.json')).sort();
  return Promise.all([defaultRecipe(), ...files.map((name) => loadRunFile(join(others, name)))]);
}

/** The same run from other initial weights. */
export function withInitSeed({ config, baseDirectory }: LoadedRunFile, initSeed: number): LoadedRunFile {
  return { config: { ...config, training: { ...config.training, initSeed } }, baseDirectory };
}
