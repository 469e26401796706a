// The one importer of sqlite3: promises instead of callbacks, and transactions that nothing else on the connection can slip into.
import sqlite3 from 'sqlite3';
import { isBusy, readable } from './sqliteErrors';

/** Version of the SQLite library that is compiled in. */
export const sqliteVersion: string = sqlite3.VERSION;

/** What SQLite can store. NaN becomes NULL. */
export type SqlValue = string | number | Uint8Array | null;

/** Statements on one connection. Values are always bound to `?` marks, never pasted into the text. */
export interface Connection {
  /** Changes rows; returns how many, and the rowid of the last one inserted. */
  run(sql: string, values?: readonly SqlValue[]): Promise<{ changes: number; lastId: number }>;
  /** The first row, if any. `Row` is what the caller knows the statement to return. */
  get<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined>;
  all<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Several statements without values. */
  exec(sql: string): Promise<void>;
}

/** How long a statement waits for another process's transaction to end, in milliseconds. */
const busyTimeout = 15_000;

/** Most values that one statement binds; SQLite allows 32,766. */
const maxValues = 6_000;

export class Database implements Connection {
  /** The last piece of work that was queued: a transaction is one piece, so its statements stay together. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly raw: RawConnection,
    readonly file: string,
  ) {}

  /**
   * Opens a database file.
   * @param options.create make the file when it is missing; otherwise a missing file is an error
   * @throws CloisterError that names the file, for every trouble a person can mend
   */
  static async open(file: string, options: { create: boolean }): Promise<Database> {
    const raw = await RawConnection.open(file, sqlite3.OPEN_READWRITE | (options.create ? sqlite3.OPEN_CREATE : 0));
    return new Database(raw, file);
  }

  run(sql: string, values?: readonly SqlValue[]): Promise<{ changes: number; lastId: number }> {
    return this.inOrder(() => this.raw.run(sql, values));
  }

  get<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined> {
    return this.inOrder(() => this.raw.get<Row>(sql, values));
  }

  all<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> {
    return this.inOrder(() => this.raw.all<Row>(sql, values));
  }

  exec(sql: string): Promise<void> {
    return this.inOrder(() => this.raw.exec(sql));
  }

  /**
   * Runs `work` in a transaction that excludes every other writer from its first statement on (BEGIN IMMEDIATE), and waits until
   * other work on this connection is done. When `work` throws, nothing of it is kept.
   * `work` must use the connection that it is given: a call on this database would wait for the transaction, and so for itself.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.between('BEGIN IMMEDIATE', work);
  }

  /**
   * Runs `work`, which only reads, on the database as it is at its first statement, however long it takes: with a write-ahead log it
   * keeps no writer waiting, and sees nothing of what is written meanwhile.
   */
  snapshot<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.between('BEGIN', work);
  }

  private between<T>(begin: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.inOrder(async () => {
      await this.raw.run(begin);
      try {
        const result = await work(this.raw);
        await this.raw.run('COMMIT');
        return result;
      } catch (error) {
        await this.raw.rollBack();
        throw error;
      }
    });
  }

  /** Switches the file to write-ahead logging, which no transaction may surround. Waits for other processes that do the same. */
  async useWriteAheadLog(synchronous: 'NORMAL' | 'FULL'): Promise<void> {
    await this.inOrder(() => this.raw.switchToWriteAheadLog(Date.now() + busyTimeout));
    await this.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON;`);
  }

  /** Waits for the work in hand, then closes. A database is closed once. */
  close(): Promise<void> {
    return this.inOrder(() => this.raw.close());
  }

  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}

/**
 * Inserts rows in batches of many, because each call of sqlite3 crosses threads.
 * @param head the statement up to VALUES, e.g. `INSERT INTO scalars (series, step, value)`
 * @param rows all of the same length, which is the number of columns
 * @param tail what follows the rows, e.g. an ON CONFLICT clause
 */
export async function insertRows(connection: Connection, head: string, rows: readonly (readonly SqlValue[])[], tail = ''): Promise<void> {
  const width = rows[0]?.length ?? 0;
  if (width === 0) return;
  const mark = `(${new Array(width).fill('?').join(',')})`;
  const batch = Math.floor(maxValues / width);
  for (let from = 0; from < rows.length; from += batch) {
    const chunk = rows.slice(from, from + batch);
    await connection.run(`${head} VALUES ${new Array(chunk.length).fill(mark).join(',')} ${tail}`, chunk.flat());
  }
}

/** sqlite3's connection with promises and readable errors, without any order among its statements. */
class RawConnection implements Connection {
  private constructor(
    private readonly handle: sqlite3.Database,
    private readonly file: string,
  ) {}

  static open(file: string, mode: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const handle = new sqlite3.Database(file, mode, (error) => {
        if (error) return reject(asError(readable(error, file)));
        handle.configure('busyTimeout', busyTimeout);
        resolve(new RawConnection(handle, file));
      });
    });
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<{ changes: number; lastId: number }> {
    return new Promise((resolve, reject) => {
      const { file } = this;
      this.handle.run(sql, values, function (error) {
        if (error) reject(asError(readable(error, file)));
        else resolve({ changes: this.changes, lastId: this.lastID });
      });
    });
  }

  get<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row | undefined> {
    return new Promise((resolve, reject) => this.handle.get<Row | undefined>(sql, values, this.settle(resolve, reject)));
  }

  all<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return new Promise((resolve, reject) => this.handle.all<Row>(sql, values, this.settle(resolve, reject)));
  }

  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => this.handle.exec(sql, this.settle(resolve, reject)));
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => this.handle.close(this.settle(resolve, reject)));
  }

  /** A failed statement may have ended the transaction already (disk full does), so a failing ROLLBACK is expected and says nothing. */
  async rollBack(): Promise<void> {
    await this.run('ROLLBACK').catch(() => undefined);
  }

  /** The switch needs the file for itself and does not use the busy timeout, so two processes that meet here have to ask again. */
  async switchToWriteAheadLog(deadline: number): Promise<void> {
    try {
      await this.run('PRAGMA journal_mode = WAL');
    } catch (error) {
      const cause: unknown = error instanceof Error ? error.cause : undefined;
      if (!isBusy(cause) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
      await this.switchToWriteAheadLog(deadline);
    }
  }

  private settle<T>(resolve: (value: T) => void, reject: (error: Error) => void): (error: Error | null, value?: T) => void {
    return (error, value) => (error ? reject(asError(readable(error, this.file))) : resolve(value as T));
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
