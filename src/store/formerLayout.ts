// Brings over the ledger of stores that were made when it still lay inside of them.
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CloisterError } from '../base/errors';
import type { StorePaths } from './directory';
import { exists } from './exists';

/** The database last: as long as it lies in its former place, moving is not done. Its write-ahead log holds part of its content. */
const files = ['secret.key', 'chain.key', 'chain.head', 'settings.json', 'ledger.db-wal', 'ledger.db-shm', 'ledger.db'];

/**
 * Moves a ledger that lies in the store's own directory to the one place of the user; without effect when there is none.
 * Each file is renamed, which a crash or another process that does the same cannot split.
 * @throws CloisterError when there is a ledger in both places (left alone, what was spent on the one would be unknown to the other), or
 *   they lie on two disks
 */
export async function bringOverFormerLedger({ directory, ledger, ledgerDirectory }: StorePaths): Promise<void> {
  const former = join(directory, 'ledger.db');
  if (former === ledger || !(await exists(former))) return;
  if (await exists(ledger)) {
    if (!(await exists(former))) return; // Another process has moved it since the first look.
    throw new CloisterError(
      'failed',
      `The store ${directory} has a ledger of its own from an earlier version, and ${ledgerDirectory} holds another. They cannot become one, because each knows its data by a secret of its own. ` +
        `Set CLOISTER_LEDGER to ${directory} for what goes on with the former one's data; take its files out of the store when nothing more is trained on that data.`,
      { remedy: { kind: 'chooseStore' } },
    );
  }
  for (const name of files) await move(join(directory, name), join(ledgerDirectory, name));
}

/** Without effect for a file that is not there, or that another process has moved. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    // A copy would be no such single step: two processes could get in each other's way, and one of them forget what the other charged.
    const advice = code === 'EXDEV' ? `It lies on another disk: move it there while no run is on, or set CLOISTER_LEDGER to ${dirname(from)}.` : `${message}.`;
    throw new CloisterError('failed', `The ledger ${from} of an earlier version cannot be moved to ${to}. ${advice}`, { cause: error });
  }
}
