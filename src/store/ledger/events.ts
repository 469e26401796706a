// Reads the events of a ledger as they were written.
import type { Connection } from '../driver';
import type { LedgerEvent } from './chain';

/** An event as its table has it: `tabled` is the table that it speaks of, `image` the JSON of the row. */
export interface EventRow extends Omit<LedgerEvent, 'table' | 'row'> {
  readonly tabled: LedgerEvent['table'];
  readonly image: string;
  readonly hash: string;
}

/** All of them, with their hashes, the first one first. @throws SyntaxError for an image that is no JSON; a sound chain has none */
export async function readEvents(connection: Connection): Promise<(LedgerEvent & { readonly hash: string })[]> {
  const rows = await connection.all<EventRow>('SELECT * FROM events ORDER BY seq');
  return rows.map(({ seq, at, action, tabled: table, key, reason, image, hash }) => ({ seq, at, action, table, key, reason, row: JSON.parse(image) as LedgerEvent['row'], hash }));
}
