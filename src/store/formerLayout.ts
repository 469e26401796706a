// Brings over the ledger of stores that were made when it still lay inside of them.
import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CloisterError } from '../base/errors';
import type { StorePaths } from './directory';

/** The database last: as long as it lies in its former place, moving is not done. Its write-ahead log holds part of its content. */
const files = ['secret.key', 'chain.key', 'chain.head', 'settings.json', 'ledger.db-wal', 'ledger.db-shm', 'ledger.db'];

/**
 * Moves a ledger that lies in the store's own directory to the one place of the user; without effect when there is none.
 * @throws CloisterError when there is a ledger in both places: left alone, what was spent on the one would be unknown to the other
 */
export async function bringOverFormerLedger({ directory, ledger, ledgerDirectory }: StorePaths): Promise<void> {
  const former = join(directory, 'ledger.db');
  if (former === ledger || !(await exists(former))) return;
  if (await exists(ledger)) {
    throw new CloisterError(
      'failed',
      `The store ${directory} has a ledger of its own from an earlier version, and ${ledgerDirectory} holds another. Set CLOISTER_LEDGER to ${directory} to go on with the former one, ` +
        'export its content there, and import it into the other; then take its files out of the store.',
      { remedy: { kind: 'chooseStore' } },
    );
  }
  for (const name of files) {
    if (await exists(join(directory, name))) await rename(join(directory, name), join(ledgerDirectory, name));
  }
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
