// The witness: what a process did and what it was told was done, in a file of its own that no ledger knows of.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { RunId } from '../../src/protocol/run';

export type Fact =
  /** A step begins: what is drawn from now on is spent, whatever any ledger says. */
  | { readonly type: 'begun'; readonly run: RunId; readonly attempt: number; readonly step: number }
  /** The others were acknowledged: the store said that it is done. */
  | { readonly type: 'capSet'; readonly digest: string; readonly epsilon: number }
  | { readonly type: 'reserved'; readonly run: RunId; readonly attempt: number; readonly steps: number }
  | { readonly type: 'granted'; readonly run: RunId; readonly attempt: number; readonly grant: number; readonly firstStep: number; readonly steps: number }
  | { readonly type: 'givenBack'; readonly run: RunId; readonly grant: number; readonly untaken: number }
  | { readonly type: 'checkpoint'; readonly run: RunId; readonly step: number; readonly path: string; readonly sha256: string }
  | { readonly type: 'settled'; readonly run: RunId; readonly attempt: number };

/** Notes facts in a file; each is on the disk when the call returns. */
export interface Witness {
  note(fact: Fact): void;
  close(): void;
}

export function openWitness(file: string): Witness {
  const descriptor = openSync(file, 'as');
  return {
    note: (fact) => void writeSync(descriptor, `${JSON.stringify(fact)}\n`),
    close: () => closeSync(descriptor),
  };
}

/** All facts of a witness; what follows the last end of a line was never noted. */
export function testimony(file: string): Fact[] {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Fact);
}
