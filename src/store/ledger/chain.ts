// The hash chain of a ledger: every change of a row is an event, and each event's hash covers all events before it.
import { createHmac } from 'node:crypto';
import type { Connection, Database } from '../driver';

/** Tables whose every change is an event, with the column that names a row. */
export const chainedTables = { data_sets: 'digest', contents: 'digest', cap_events: 'id', claims: 'id', grants: 'id' } as const;

export type ChainedTable = keyof typeof chainedTables;

/** What happened to a row, in the words of the ledger. Recorded for ever: names are added, never changed. */
export type LedgerAction =
  | 'adopted' // was there before the chain began
  | 'dataSetRegistered'
  | 'dataSetChanged'
  | 'contentAdded'
  | 'capSet'
  | 'claimReserved'
  | 'claimExtended'
  | 'claimSettled'
  | 'claimLost'
  | 'granted'
  | 'givenBack'
  | 'evaluationCharged'
  | 'overridden';

export interface LedgerEvent {
  /** From 1, without gaps. */
  readonly seq: number;
  /** By the clock of the machine, which may go backwards; the order is that of `seq`. */
  readonly at: number;
  readonly action: LedgerAction;
  readonly table: ChainedTable;
  readonly key: string | number;
  /** Written by a person, where the action asks for one. */
  readonly reason: string | null;
  /** The row after the change, column by column; bytes as hexadecimal digits. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** How far the chain goes: its number of events, and the hash of the last. */
export interface ChainHead {
  readonly count: number;
  readonly hash: string;
}

export const emptyHead: ChainHead = { count: 0, hash: '' };

/** A connection inside a transaction of the ledger. Whoever changes a row notes it, in the same transaction. */
export interface LedgerConnection extends Connection {
  note(action: LedgerAction, table: ChainedTable, key: string | number, reason?: string): Promise<void>;
}

/** All writing to the ledger goes through here. */
export class Chain {
  constructor(
    private readonly database: Database,
    private readonly key: Uint8Array,
    /** Told of the new head once it is on disk. */
    private readonly committed: (head: ChainHead) => Promise<void>,
  ) {}

  /** As {@link Database.transaction}; the rows that change and their events are kept together or not at all. */
  async transaction<T>(work: (connection: LedgerConnection) => Promise<T>): Promise<T> {
    let head: ChainHead | undefined;
    const result = await this.database.transaction((connection) =>
      work({
        run: (sql, values) => connection.run(sql, values),
        get: (sql, values) => connection.get(sql, values),
        all: (sql, values) => connection.all(sql, values),
        exec: (sql) => connection.exec(sql),
        note: async (action, table, key, reason) => {
          head = await append(connection, this.key, { action, table, key, reason: reason ?? null });
        },
      }),
    );
    if (head !== undefined) await this.committed(head);
    return result;
  }
}

async function append(connection: Connection, chainKey: Uint8Array, change: Pick<LedgerEvent, 'action' | 'table' | 'key' | 'reason'>): Promise<ChainHead> {
  const { action, table, key, reason } = change;
  const previous = await readHead(connection);
  const row = rowImage((await connection.get<Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${chainedTables[table]} = ?`, [key]))!);
  const event: LedgerEvent = { seq: previous.count + 1, at: Date.now(), action, table, key, reason, row };
  const hash = eventHash(chainKey, previous.hash, event);
  await connection.run('INSERT INTO events (seq, at, action, tabled, key, reason, image, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
    event.seq,
    event.at,
    action,
    table,
    key,
    reason,
    JSON.stringify(row),
    hash,
  ]);
  return { count: event.seq, hash };
}

/** The head that the database itself has; whether it is the right one, only what lies outside of it can tell. */
export async function readHead(connection: Connection): Promise<ChainHead> {
  const row = await connection.get<ChainHead>('SELECT seq AS count, hash FROM events ORDER BY seq DESC LIMIT 1');
  return row ?? emptyHead;
}

/** HMAC-SHA-256 under the chain's key over the previous hash and everything that the event says. (64 hexadecimal digits) */
export function eventHash(key: Uint8Array, previousHash: string, { seq, at, action, table, key: rowKey, reason, row }: LedgerEvent): string {
  return createHmac('sha256', key).update(previousHash).update('\0').update(JSON.stringify([seq, at, action, table, rowKey, reason, row])).digest('hex');
}

/** A row as the events keep it: with its columns in order of their names, so that a later column changes no earlier image's text. */
export function rowImage(row: Record<string, unknown>): Record<string, unknown> {
  const columns = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(columns.map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value]));
}
