// Private data before its first run: whether it still needs a cap, and its place on the ledger, so that it can get one.
import type { LedgerDataSet } from '../../protocol/ledger';
import type { Store } from '../../store/store';
import { readSettings } from '../settings';
import { createLedger, type DataIdentity } from './ledger';

/** True while nothing may be trained on the data because nobody has set a cap for it, nor a default cap in the settings of the store. */
export async function lacksCap(store: Store, data: DataIdentity): Promise<boolean> {
  if (data.declared !== 'private' || (await createLedger(store).ledgerOf(data))?.rule !== undefined) return false;
  return (await readSettings(store.paths.settings)).defaultCap === undefined;
}

/** Puts data on the ledger without a cap; without effect when it is there. */
export const putOnLedger = (store: Store, data: DataIdentity): Promise<LedgerDataSet> => createLedger(store).putOn(data);
