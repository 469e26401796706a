// Our engine beside its peers, measured in one interleaved run; the table of the README is made from what this returns.
import { join } from 'node:path';
import { packageRoot } from '../src/data/packageRoot';
import { preparePython } from './peers/environment';
import type { Options } from './options';
import { measure, type Section, type Setting } from './peers/measure';

const settings: readonly Setting[] = [
  { length: 128, threads: 1 },
  { length: 32, threads: 1 },
  { length: 128, threads: 2 },
];

export interface PeersResult {
  /** Why the peers are not among the engines, if they are not. */
  readonly missing?: string;
  readonly sections: readonly Section[];
}

export async function benchPeers({ rounds, all }: Options): Promise<PeersResult> {
  const environment = preparePython(join(packageRoot(), 'bench', 'peers'));
  if ('missing' in environment) console.error(environment.missing);
  const sections: Section[] = [];
  for (const setting of settings) {
    console.error(`${setting.length} tokens a record, threads: ${setting.threads}`);
    sections.push(await measure(setting, 'python' in environment ? environment.python : undefined, { rounds, all }));
  }
  return { ...('missing' in environment && { missing: environment.missing }), sections };
}
