// Ledgers that know the same data, and exports of them.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { exportLedger } from '../../src/services/ledger/exportLedger';
import { verifyLedger, type Difference } from '../../src/services/ledger/verify';
import { readRows, type LedgerRows } from '../../src/store/ledger/rows';
import type { Store } from '../../src/store/store';
import { temporaryDirectory, temporaryStore } from '../store/temporary';

/** A new store with the secret of another. */
export async function sameSecret(store: Store): Promise<Store> {
  const other = await temporaryStore();
  await store.secret();
  await copyFile(store.paths.secret, other.paths.secret);
  return other;
}

/** Path of an export. */
export async function exported(store: Store): Promise<string> {
  const file = join(await temporaryDirectory(), 'ledger.json');
  await writeFile(file, (await exportLedger(store)).text);
  return file;
}

export const rowsIn = (store: Store): Promise<LedgerRows> => store.ledger.database.transaction(readRows);

export const differencesIn = async (store: Store): Promise<readonly Difference[]> => (await verifyLedger(store, accountingInThread)).differences;
