// Compares a ledger with what lies outside of its database, so that nothing is spent on an older copy of it.
import type { Connection } from '../driver';
import { readHead, type ChainHead } from './chain';
import { readHeadFile } from './head';
import { exists } from '../exists';

/** The files outside of the database that tell whether it is what it has been. Both are made before the first event, the head first. */
export interface ChainFiles {
  readonly chainHead: string;
  readonly chainKey: string;
}

/** What is wrong with a ledger as a whole. */
export type ChainTrouble =
  /** Fewer events than there have been: an older copy. */
  | { readonly kind: 'shorter'; readonly head: ChainHead; readonly found: ChainHead }
  /** Another history than the one that the head ends. */
  | { readonly kind: 'different'; readonly head: ChainHead; readonly found: ChainHead }
  /** The file with the head is gone although there are events. */
  | { readonly kind: 'headMissing'; readonly found: ChainHead }
  /** The key is gone although there are events: nobody can tell whether they are those that were written. */
  | { readonly kind: 'keyMissing'; readonly found: ChainHead };

/**
 * A chain that is longer than the head is sound when it goes on from it: a crash fell between a commit and the writing of its head.
 * May be asked while other processes make the ledger or write to it: the head is read before the events, of which there are only ever
 * more, and a file that is missing is looked for once more after events were seen.
 */
export async function chainTrouble(connection: Connection, files: ChainFiles): Promise<ChainTrouble | undefined> {
  const head = await readHeadFile(files.chainHead);
  const found = await readHead(connection);
  if (head === undefined) return (await isGone(connection, files, found)) ? { kind: 'headMissing', found } : undefined;
  if (found.count < head.count) return { kind: 'shorter', head, found };
  if (found.count > 0 && !(await exists(files.chainKey))) return { kind: 'keyMissing', found };
  const at = await connection.get<{ hash: string }>('SELECT hash FROM events WHERE seq = ?', [head.count]);
  return (at?.hash ?? '') === head.hash ? undefined : { kind: 'different', head, found };
}

/** Whether a head that is not there has been there: with events, or with rows and a key, which both come after it. */
async function isGone(connection: Connection, { chainHead, chainKey }: ChainFiles, { count }: ChainHead): Promise<boolean> {
  const hasBegun = count > 0 || ((await exists(chainKey)) && (await hasRows(connection)));
  return hasBegun && (await readHeadFile(chainHead)) === undefined;
}

const hasRows = async (connection: Connection): Promise<boolean> => (await connection.get('SELECT 1 FROM data_sets LIMIT 1')) !== undefined;

export function troubleText(trouble: ChainTrouble): string {
  switch (trouble.kind) {
    case 'shorter':
      if (trouble.found.count === 0) return `The ledger is empty, but has had ${trouble.head.count} events: its file is gone, was emptied or is another one. Restore ledger.db from a backup.`;
      return `The ledger has ${trouble.found.count} events, but has had ${trouble.head.count}: it is an older copy, and spending on it would forget what was spent since.`;
    case 'different':
      return `The ledger's ${trouble.head.count} first events are not those that it has had: it was changed or replaced from outside.`;
    case 'headMissing':
      return `The ledger has ${trouble.found.count} events, but the file that says how many there have been is gone.`;
    case 'keyMissing':
      return `The ledger has ${trouble.found.count} events, but the key of its chain is gone, so that nobody can tell whether they are what was written. Restore chain.key from a backup.`;
  }
}
