// Imports an exported ledger: everything into an empty one, the data sets that are new into one with others.
import { refused } from '../../base/errors';
import { addRows, readRows, type LedgerRows } from '../../store/ledger/rows';
import { storeSecret } from '../../store/secret';
import type { Store } from '../../store/store';
import { readJsonFile } from '../jsonFile';
import { parseExport, requireSeal, secretCheck, type ExportFile } from './exportFile';
import { mergeOf, type Merge } from './merge';
import { exists } from '../../store/exists';

/**
 * Brings the data sets of an export onto the ledger, all of them or none; see {@link mergeOf} for what is refused. Every row is on record
 * as imported, with the head of the chain that it comes from.
 *
 * An export is a copy: of two ledgers with the same data set, neither knows what is spent on the other. Go on with one of them.
 * @throws badInput for a file that is no export or was changed since; refused under another secret, or when a spend would become lower
 */
export async function importLedger(store: Store, path: string): Promise<Merge> {
  const file = parseExport(await readJsonFile(path), path);
  return store.ledger.chain.transaction(async (connection) => {
    const here = await readRows(connection);
    requireSeal(await sharedSecret(store, here, file), file, path);
    const merge = mergeOf(here, file.rows, new Date(file.exportedAt));
    await addRows(connection, merge.added, `export of ${file.exportedAt}, ${file.head.count} events, head ${file.head.hash}`);
    return merge;
  });
}

/**
 * The secret of this ledger, when it is the exporter's too. Under another one the digests would never be found again, and the same data
 * would get a new ledger with nothing spent.
 */
async function sharedSecret(store: Store, here: LedgerRows, file: ExportFile): Promise<Uint8Array> {
  const path = store.paths.secret;
  // A secret that is not there is not made: the exporter's is to take its place.
  if (await exists(path)) {
    const secret = await storeSecret(path);
    if (secretCheck(secret) === file.secretCheck) return secret;
  }
  throw refused(
    here.data_sets.length === 0
      ? `The export knows its data by another secret than this ledger, so that no data would be known again. Copy secret.key of the exported ledger to ${path}, and import again.`
      : `The export knows its data by another secret than this ledger, so that the same data could be charged on both. Nothing was imported: keep it in a ledger directory of its own, with its own secret.key.`,
  );
}
