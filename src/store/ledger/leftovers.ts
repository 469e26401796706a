// Removes what a kill leaves beside the files of a ledger: copies that were written whole or in part and never got their name.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that are replaced or made under a name of their own first, see `writeHeadFile` and `storeSecret`. */
const leftover = /^(chain\.head|chain\.key|secret\.key)\.[0-9a-f]{12}$/;

/** Milliseconds after which nobody can still be writing such a file, which takes some 10 ms. */
const oldEnough = 3600 * 1000;

/**
 * Removes those that are older than an hour. Nothing is lost with one that somebody held up for so
 * long: putting it in its place fails then, which its writer reports, and what was charged is in the database.
 */
export async function removeLeftovers(ledgerDirectory: string): Promise<void> {
  const names = (await readdir(ledgerDirectory)).filter((name) => leftover.test(name));
  for (const name of names) {
    const file = join(ledgerDirectory, name);
    const age = await stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0); // Gone: another process was first.
    if (age > oldEnough) await rm(file, { force: true });
  }
}
