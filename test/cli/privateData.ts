// A private data set with a budget, for tests of the command line: everything by the command line itself.
import { temporaryDirectory } from '../store/temporary';
import { writeRunFile } from '../trainer/smallData';
import { cloister } from './process';

export interface Prepared {
  /** `--store` and the directory. */
  readonly store: readonly string[];
  readonly runFile: string;
}

/** @param epsilon cap at δ 1e-3, which also is the δ of the run */
export async function privateData(epsilon: number, changes: Parameters<typeof writeRunFile>[0] = {}): Promise<Prepared> {
  const store = ['--store', await temporaryDirectory()];
  const runFile = await writeRunFile(changes);
  const { code, stderr } = await cloister('budget', 'set', runFile, '--epsilon', String(epsilon), '--delta', '1e-3', '--reason', 'for the test', ...store);
  if (code !== 0) throw new Error(stderr);
  return { store, runFile };
}

/** Long enough to be interrupted on any machine. */
export const long = { privacy: { steps: 30_000, noiseMultiplier: 50 } };
