// The hash chain of a ledger: every change of a row is an event, and each event's hash covers all events before it.
import { createHash, createHmac } from 'node:crypto';
import { dirname } from 'node:path';
import { CloisterError } from '../../base/errors';
import type { Connection, Database } from '../driver';
import { storeSecret } from '../secret';
import { makeHeadFile, readHeadFile, writeHeadFile } from './head';
import { chainTrouble, troubleText, type ChainFiles, type ChainTrouble } from './integrity';
import { removeLeftovers } from './leftovers';

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
  | 'imported'
  | 'merged' // an import made a row that was there count more
  | 'accepted' // somebody took the ledger as it is, although it was not what it had been
  | 'overridden';

export interface LedgerEvent {
  /** From 1, without gaps. */
  readonly seq: number;
  /** By the clock of the machine, which may go backwards; the order is that of `seq`. */
  readonly at: number;
  readonly action: LedgerAction;
  /** `events` for what is about the ledger as a whole. */
  readonly table: ChainedTable | 'events';
  readonly key: string | number;
  /** Written by a person, where the action asks for one. */
  readonly reason: string | null;
  /** The row after the change, column by column; bytes as their SHA-256. */
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
  private constructor(
    private readonly database: Database,
    private readonly files: ChainFiles,
  ) {}

  /**
   * Rows of before the chain get their first events; a head that a crash left behind catches up, and files it left are removed. A ledger that is not what it has been is
   * opened for reading: {@link trouble} says so, and nothing is written.
   */
  static async open(database: Database, files: ChainFiles): Promise<Chain> {
    const chain = new Chain(database, files);
    if ((await chain.trouble()) !== undefined) return chain;
    // In this order, and before the first event, so that what is missing later was taken away.
    await makeHeadFile(files.chainHead, emptyHead);
    await storeSecret(files.chainKey);
    await chain.adopt();
    await chain.raiseHead(await readHead(database));
    await removeLeftovers(dirname(files.chainHead));
    return chain;
  }

  /** Why nothing can be written, in words; undefined when the ledger is what it has been. Looks anew each time. */
  async trouble(): Promise<string | undefined> {
    const trouble = await chainTrouble(this.database, this.files);
    return trouble && troubleText(trouble);
  }

  /**
   * Takes the ledger as it is from now on, on record with the reason.
   * @returns false when nothing is wrong: nothing is recorded
   */
  async accept(reason: string): Promise<boolean> {
    const head = await this.database.transaction(async (connection) => {
      const trouble = await chainTrouble(connection, this.files);
      if (trouble === undefined) return undefined;
      const row = { ...trouble.found, kind: trouble.kind, expected: JSON.stringify('head' in trouble ? trouble.head : null) };
      return append(connection, await this.key(), { action: 'accepted', table: 'events', key: trouble.found.count, reason, row });
    });
    if (head !== undefined) await writeHeadFile(this.files.chainHead, head);
    return head !== undefined;
  }

  /**
   * As {@link Database.transaction}; the rows that change and their events are kept together or not at all. Each time the ledger is
   * compared with its head first, because a window stays open for days, and the files may be exchanged under it.
   * @throws CloisterError when the ledger is not what it has been: spending on it might count too little
   */
  async transaction<T>(work: (connection: LedgerConnection) => Promise<T>): Promise<T> {
    let head: ChainHead | undefined;
    const result = await this.database.transaction(async (connection) => {
      const trouble = await chainTrouble(connection, this.files);
      if (trouble !== undefined) throw unsound(trouble);
      const key = await this.key();
      return work({
        run: (sql, values) => connection.run(sql, values),
        get: (sql, values) => connection.get(sql, values),
        all: (sql, values) => connection.all(sql, values),
        exec: (sql) => connection.exec(sql),
        note: async (action, table, rowKey, reason) => {
          head = await append(connection, key, { action, table, key: rowKey, reason: reason ?? null, row: await imageOf(connection, table, rowKey) });
        },
      });
    });
    if (head !== undefined) await this.raiseHead(head);
    return result;
  }

  private key(): Promise<Uint8Array> {
    return storeSecret(this.files.chainKey);
  }

  /** Rows that were there before the chain began. */
  private adopt(): Promise<void> {
    return this.transaction(async (connection) => {
      if ((await readHead(connection)).count > 0) return;
      for (const [table, column] of Object.entries(chainedTables)) {
        const rows = await connection.all<{ key: string | number }>(`SELECT ${column} AS key FROM ${table} ORDER BY rowid`);
        for (const { key } of rows) await connection.note('adopted', table as ChainedTable, key);
      }
    });
  }

  /** Never lowers it: another process may have written a later one. Of two that write at once the lower may win, until the next commit. */
  private async raiseHead(head: ChainHead): Promise<void> {
    const written = await readHeadFile(this.files.chainHead);
    if (written === undefined || written.count < head.count) await writeHeadFile(this.files.chainHead, head);
  }
}

const unsound = (trouble: ChainTrouble): CloisterError =>
  new CloisterError('refused', `${troubleText(trouble)} Nothing is charged until it has been looked at.`, { remedy: { kind: 'verifyLedger' } });

async function append(connection: Connection, chainKey: Uint8Array, change: Omit<LedgerEvent, 'seq' | 'at'>): Promise<ChainHead> {
  const { action, table, key, reason, row } = change;
  const previous = await readHead(connection);
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

async function imageOf(connection: Connection, table: ChainedTable, key: string | number): Promise<Record<string, unknown>> {
  return rowImage((await connection.get<Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${chainedTables[table]} = ?`, [key]))!);
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
  return Object.fromEntries(columns.map(([name, value]) => [name, value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value]));
}
