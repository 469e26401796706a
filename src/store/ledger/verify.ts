// Goes through the hash chain of a ledger from its first event, and compares every row with what the events say it is.
import type { Connection, Database } from '../driver';
import { chainedTables, eventHash, rowImage, type ChainedTable, type ChainHead, type LedgerEvent } from './chain';
import type { EventRow } from './events';

/** A difference, and where. */
export type ChainDifference =
  /** Events are numbered without gaps. */
  | { readonly kind: 'gap'; readonly seq: number; readonly expected: number }
  /** The event, or one before it, is not what was written. */
  | { readonly kind: 'hash'; readonly seq: number; readonly table: string; readonly key: string | number }
  /** A column differs from what the last event of the row says. */
  | { readonly kind: 'row'; readonly table: string; readonly key: string | number; readonly column: string; readonly expected: unknown; readonly found: unknown }
  | { readonly kind: 'missingRow'; readonly table: string; readonly key: string | number }
  /** No event speaks of the row. */
  | { readonly kind: 'unknownRow'; readonly table: string; readonly key: string | number };

export interface ChainCheck {
  readonly head: ChainHead;
  readonly differences: readonly ChainDifference[];
}

/** Events that are read at once. */
const pageSize = 1_000;

/**
 * Everything is read as it is at one moment, so that what other processes write meanwhile does not show as a difference, and no trainer
 * waits for its grants.
 * @param onProgress events done, of all
 */
export const verifyChain = (database: Database, key: Uint8Array, onProgress: (done: number, total: number) => void): Promise<ChainCheck> =>
  database.snapshot((connection) => checkChain(connection, key, onProgress));

/** {@link verifyChain} inside a transaction that reads more. */
export async function checkChain(connection: Connection, key: Uint8Array, onProgress: (done: number, total: number) => void = () => undefined): Promise<ChainCheck> {
  const { images, ...chain } = await followChain(connection, key, onProgress);
  return { head: chain.head, differences: [...chain.differences, ...(await compareRows(connection, images))] };
}

type Image = Readonly<Record<string, unknown>>;
type Images = ReadonlyMap<string, { readonly table: ChainedTable; readonly key: string | number; readonly row: Image }>;

const nameOf = (table: string, key: string | number): string => `${table}/${key}`;

async function followChain(connection: Connection, key: Uint8Array, onProgress: (done: number, total: number) => void) {
  const { total } = (await connection.get<{ total: number }>('SELECT count(*) AS total FROM events'))!;
  const images = new Map<string, { table: ChainedTable; key: string | number; row: Image }>();
  const differences: ChainDifference[] = [];
  let head: ChainHead = { count: 0, hash: '' };
  for (let done = 0; done < total; ) {
    const page = await connection.all<EventRow>('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?', [head.count, pageSize]);
    for (const { hash, tabled: table, image, ...rest } of page) {
      const event: LedgerEvent = { ...rest, table, row: parsed(image) };
      if (event.seq !== head.count + 1) differences.push({ kind: 'gap', seq: event.seq, expected: head.count + 1 });
      if (eventHash(key, head.hash, event) !== hash) differences.push({ kind: 'hash', seq: event.seq, table, key: event.key });
      if (table !== 'events') images.set(nameOf(table, event.key), { table, key: event.key, row: event.row });
      head = { count: event.seq, hash };
    }
    done += page.length;
    onProgress(done, total);
    if (page.length === 0) break;
  }
  return { head, differences, images };
}

/** A text that is no JSON was changed; the hash tells so, and the comparison goes on. */
function parsed(image: string): Image {
  try {
    return JSON.parse(image) as Image;
  } catch {
    return {};
  }
}

async function compareRows(connection: Connection, images: Images): Promise<ChainDifference[]> {
  const differences: ChainDifference[] = [];
  const seen = new Set<string>();
  for (const [table, column] of Object.entries(chainedTables)) {
    const defaults = await defaultsOf(connection, table);
    for (const row of await connection.all<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY rowid`)) {
      const key = row[column] as string | number;
      const image = images.get(nameOf(table, key));
      seen.add(nameOf(table, key));
      if (image === undefined) differences.push({ kind: 'unknownRow', table, key });
      else differences.push(...rowDifferences(table, key, { ...defaults, ...image.row }, rowImage(row)));
    }
  }
  const missing = [...images].filter(([name]) => !seen.has(name)).map(([, { table, key }]): ChainDifference => ({ kind: 'missingRow', table, key }));
  return [...differences, ...missing];
}

/** What columns hold until something is written to them: a column that came with a later version is in no earlier image. */
async function defaultsOf(connection: Connection, table: string): Promise<Image> {
  const columns = await connection.all<{ name: string; value: string | null }>(`SELECT name, dflt_value AS value FROM pragma_table_info('${table}')`);
  return rowImage((await connection.get<Record<string, unknown>>(`SELECT ${columns.map(({ name, value }) => `${value ?? 'NULL'} AS ${name}`).join(', ')}`))!);
}

function rowDifferences(table: string, key: string | number, expected: Image, found: Image): ChainDifference[] {
  return Object.keys(expected)
    .filter((column) => expected[column] !== found[column])
    .map((column) => ({ kind: 'row', table, key, column, expected: expected[column], found: found[column] }));
}
