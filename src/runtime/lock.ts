// One installation at a time in a folder, whichever windows and terminals ask for one.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloisterError } from '../base/errors';
import type { ProcessIdentity } from '../protocol/run';
import { isAlive, processIdentity } from '../store/processIdentity';

/**
 * Does the work while nobody else does any in this folder, which is made when it is new. A lock whose process is gone counts as none.
 * @throws failed when another live process has it
 */
export async function whileLocked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, '.installing');
  await take(file);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<void> {
  for (;;) {
    try {
      return await writeFile(file, JSON.stringify(await processIdentity()), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = ownerIn(await readFile(file, 'utf8').catch(() => ''));
    // A lock is empty from its making to its writing; then its owner is alive.
    if (owner === undefined || (await isAlive(owner))) {
      const who = owner === undefined ? '' : ` (process ${owner.pid})`;
      throw new CloisterError('failed', `Another installation is under way${who}. Wait until it has ended; if there is none, delete ${file}.`);
    }
    await rm(file, { force: true });
  }
}

const ownerIn = (text: string): ProcessIdentity | undefined => (text === '' ? undefined : (JSON.parse(text) as ProcessIdentity));
