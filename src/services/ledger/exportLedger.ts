// Exports a ledger as one JSON document that can be verified, and imported elsewhere.
import { badInput } from '../../base/errors';
import { readEvents } from '../../store/ledger/events';
import { readRows, type LedgerRows } from '../../store/ledger/rows';
import type { ChainHead } from '../../store/ledger/chain';
import { checkChain } from '../../store/ledger/verify';
import { storeSecret } from '../../store/secret';
import type { Connection } from '../../store/driver';
import type { Store } from '../../store/store';
import { sealedText, secretCheck } from './exportFile';
import { requireSoundChain, requireSoundHead } from './soundLedger';

export interface LedgerExport {
  /** The file's text; its shape stands in `exportFile.ts`. */
  readonly text: string;
  readonly rows: LedgerRows;
  readonly head: ChainHead;
}

/**
 * Everything that is on the ledger at one moment: data sets, contents, caps with their reasons, claims, grants, and all events with their
 * hashes. No key is in it; without them, nobody can test what data it speaks of.
 * @throws CloisterError when the ledger is not what was written to it
 */
export async function exportLedger(store: Store): Promise<LedgerExport> {
  const keys = await keysOf(store);
  return store.ledger.database.snapshot((connection) => exportOf(connection, keys));
}

/**
 * Exports the ledger in order to go on with it elsewhere: every data set that is not retired yet is retired here, and the export holds
 * the ledger as it was just before.
 *
 * Guarantees
 * - What was exported is not spent on here any more: both happen in one transaction, so that no claim comes between. A claim that was
 *   open takes no further grant, and counts with all it reserved where the export is imported.
 * - When the file cannot be kept, nothing is retired.
 * @param reason stays on record with every data set
 * @param keep puts the text where it lasts; the ledger waits for it
 * @throws badInput without a reason; CloisterError when the ledger is not what was written to it; what `keep` throws
 */
export async function exportAndRetire(store: Store, reason: string, keep: (text: string) => Promise<void>): Promise<LedgerExport> {
  if (reason.trim() === '') throw badInput('Retiring the exported data sets needs a written reason; it stays on record.');
  const keys = await keysOf(store);
  return store.ledger.chain.transaction(async (connection) => {
    const exported = await exportOf(connection, keys);
    for (const { digest } of exported.rows.data_sets.filter(({ retired_at }) => retired_at === null)) {
      await connection.run('UPDATE data_sets SET retired_at = ? WHERE digest = ?', [Date.now(), digest]);
      await connection.note('dataSetChanged', 'data_sets', digest, reason.trim());
    }
    await keep(exported.text);
    return exported;
  });
}

interface Keys {
  readonly chainKey: Uint8Array;
  readonly secret: Uint8Array;
}

async function keysOf(store: Store): Promise<Keys> {
  await requireSoundHead(store, 'export');
  return { chainKey: await storeSecret(store.paths.chainKey), secret: await store.secret() };
}

async function exportOf(connection: Connection, { chainKey, secret }: Keys): Promise<LedgerExport> {
  const check = await checkChain(connection, chainKey);
  requireSoundChain(check, 'export');
  const rows = await readRows(connection);
  const draft = { exportedAt: new Date().toISOString(), secretCheck: secretCheck(secret), head: check.head, rows, events: await readEvents(connection) };
  return { text: sealedText(secret, draft), rows, head: check.head };
}
