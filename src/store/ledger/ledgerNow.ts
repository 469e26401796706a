// A ledger as it is within a transaction, for the decision whether something more is charged on it.
import type { LedgerNow } from '../../protocol/ledgerCosts';
import type { Connection } from '../driver';
import { listClaims } from './claimRow';
import { readDataSet } from './dataSets';

/** Reads everything that decides whether a grant fits. */
export async function readLedgerNow(connection: Connection, digest: string): Promise<LedgerNow> {
  const dataSet = (await readDataSet(connection, digest))!;
  const claims = await listClaims(connection, digest);
  return { dataSet, claims, overridden: claims.some(({ overrideReason }) => overrideReason !== undefined) && (await overriddenSinceCap(connection, digest)) };
}

/** By the order of the events, because clocks may go backwards. */
async function overriddenSinceCap(connection: Connection, digest: string): Promise<boolean> {
  const row = await connection.get<{ later: 0 | 1 }>(
    `SELECT coalesce((SELECT max(seq) FROM events WHERE action = 'overridden' AND key IN (SELECT id FROM claims WHERE digest = ?)), 0)
          > coalesce((SELECT max(seq) FROM events WHERE action = 'capSet' AND tabled = 'data_sets' AND key = ?), 0) AS later`,
    [digest, digest],
  );
  return row?.later === 1;
}
