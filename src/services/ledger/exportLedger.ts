// Exports a ledger as one JSON document that can be verified, and imported elsewhere.
import { readEvents } from '../../store/ledger/events';
import { readRows, type LedgerRows } from '../../store/ledger/rows';
import type { ChainHead } from '../../store/ledger/chain';
import { checkChain } from '../../store/ledger/verify';
import { storeSecret } from '../../store/secret';
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
  await requireSoundHead(store, 'export');
  const [chainKey, secret] = [await storeSecret(store.paths.chainKey), await store.secret()];
  return store.ledger.database.snapshot(async (connection) => {
    const check = await checkChain(connection, chainKey);
    requireSoundChain(check, 'export');
    const rows = await readRows(connection);
    const draft = { exportedAt: new Date().toISOString(), secretCheck: secretCheck(secret), head: check.head, rows, events: await readEvents(connection) };
    return { text: sealedText(secret, draft), rows, head: check.head };
  });
}
