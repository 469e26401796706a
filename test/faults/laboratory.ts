// Where the fault tests of a file work: a directory of their own, with the bundles of the children in it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { bundleChildren, type Bundles } from './sabotage';

export interface Laboratory {
  directory: string;
  bundles: Bundles;
}

/** To be called once, at the top of a file: filled before the first test, and gone after the last. */
export function laboratory(): Laboratory {
  const made: Partial<Laboratory> = {};
  beforeAll(async () => {
    made.directory = await mkdtemp(join(tmpdir(), 'cloister-faults-'));
    made.bundles = await bundleChildren(made.directory);
  });
  afterAll(() => rm(made.directory!, { recursive: true, force: true }));
  return made as Laboratory;
}
