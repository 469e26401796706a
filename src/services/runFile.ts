// Reads a run file from disk.
import { dirname, resolve } from 'node:path';
import { parseRunFile, type RunConfig } from '../core/config/runFile';
import { readJsonFile } from './jsonFile';

export interface LoadedRunFile {
  readonly config: RunConfig;
  /** Absolute folder that relative paths of the configuration start from. */
  readonly baseDirectory: string;
}

/** @throws badInput when the file cannot be read or is not a valid run file */
export async function loadRunFile(path: string): Promise<LoadedRunFile> {
  return { config: parseRunFile(await readJsonFile(path), path), baseDirectory: dirname(resolve(path)) };
}
