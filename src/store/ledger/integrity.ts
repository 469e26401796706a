// Compares a ledger with the head of its chain when it is opened, so that nothing is spent on an older copy of it.
import type { Connection } from '../driver';
import { readHead, type ChainHead } from './chain';

/** What is wrong with a ledger as a whole. */
export type ChainTrouble =
  /** Fewer events than there have been: an older copy. */
  | { readonly kind: 'shorter'; readonly head: ChainHead; readonly found: ChainHead }
  /** Another history than the one that the head ends. */
  | { readonly kind: 'different'; readonly head: ChainHead; readonly found: ChainHead }
  /** The file with the head is gone although there are events. */
  | { readonly kind: 'headMissing'; readonly found: ChainHead };

/**
 * A chain that is longer than the head is sound when it goes on from it: a crash fell between a commit and the writing of its head.
 * @param head from outside of the database
 * @param isNew whether the chain has only now been given a key, so that rows of before it are no wonder
 */
export async function chainTrouble(connection: Connection, head: ChainHead | undefined, isNew: boolean): Promise<ChainTrouble | undefined> {
  const found = await readHead(connection);
  if (head === undefined) return isNew || (found.count === 0 && (await isEmpty(connection))) ? undefined : { kind: 'headMissing', found };
  if (found.count < head.count) return { kind: 'shorter', head, found };
  const at = await connection.get<{ hash: string }>('SELECT hash FROM events WHERE seq = ?', [head.count]);
  return (at?.hash ?? '') === head.hash ? undefined : { kind: 'different', head, found };
}

async function isEmpty(connection: Connection): Promise<boolean> {
  return (await connection.get('SELECT 1 FROM data_sets LIMIT 1')) === undefined;
}

export function troubleText(trouble: ChainTrouble): string {
  switch (trouble.kind) {
    case 'shorter':
      return `The ledger has ${trouble.found.count} events, but has had ${trouble.head.count}: it is an older copy, and spending on it would forget what was spent since.`;
    case 'different':
      return `The ledger's ${trouble.head.count} first events are not those that it has had: it was changed or replaced from outside.`;
    case 'headMissing':
      return `The ledger has ${trouble.found.count} events, but the file that says how many there have been is gone.`;
  }
}
