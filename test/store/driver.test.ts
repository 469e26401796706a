// The driver keeps transactions whole, errors readable and files that it does not understand untouched.
import { chmod, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { Database, insertRows } from '../../src/store/driver';
import { ledgerSchema } from '../../src/store/ledger/schema';
import { openDatabase, type Schema } from '../../src/store/migrate';
import { runsSchema } from '../../src/store/runs/schema';
import { temporaryDirectory } from './temporary';

async function emptyDatabase(): Promise<Database> {
  const database = await Database.open(join(await temporaryDirectory(), 'test.db'), { create: true });
  onTestFinished(() => database.close());
  await database.exec('CREATE TABLE numbers (n INTEGER NOT NULL)');
  return database;
}

const count = async (database: Database): Promise<number> => (await database.get<{ n: number }>('SELECT count(*) AS n FROM numbers'))!.n;

describe('transactions', () => {
  it('keep nothing when the work throws', async () => {
    const database = await emptyDatabase();
    const failing = database.transaction(async (connection) => {
      await connection.run('INSERT INTO numbers VALUES (1)');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await count(database)).toBe(0);
  });

  it('let no other statement of the same connection slip in', async () => {
    const database = await emptyDatabase();
    const seen: number[] = [];
    const transaction = database.transaction(async (connection) => {
      await connection.run('INSERT INTO numbers VALUES (1)');
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push((await connection.get<{ n: number }>('SELECT count(*) AS n FROM numbers'))!.n);
      throw new Error('rolled back');
    });
    const other = database.run('INSERT INTO numbers VALUES (2)');
    await expect(transaction).rejects.toThrow('rolled back');
    await other;
    expect(seen).toEqual([1]);
    expect(await count(database)).toBe(1);
  });

  it('of many callers at once lose no update', async () => {
    const database = await emptyDatabase();
    await database.run('INSERT INTO numbers VALUES (0)');
    const increment = (): Promise<void> =>
      database.transaction(async (connection) => {
        const { n } = (await connection.get<{ n: number }>('SELECT n FROM numbers'))!;
        await connection.run('UPDATE numbers SET n = ?', [n + 1]);
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    expect(await database.get('SELECT n FROM numbers')).toEqual({ n: 50 });
  });
});

describe('insertRows', () => {
  it('writes any number of rows, none included', async () => {
    const database = await emptyDatabase();
    await insertRows(database, 'INSERT INTO numbers', []);
    await insertRows(database, 'INSERT INTO numbers', Array.from({ length: 12_345 }, (_, n) => [n]));
    expect(await database.get('SELECT count(*) AS n, sum(n) AS sum FROM numbers')).toEqual({ n: 12_345, sum: (12_345 * 12_344) / 2 });
  });
});

/** Content of every file in a directory, to show that nothing was touched. */
async function contents(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  const entries = names.map(async (name) => [name, (await readFile(join(directory, name))).toString('base64')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function expectRefusal(directory: string, schema: Schema, message: RegExp): Promise<void> {
  const before = await contents(directory);
  const attempt = openDatabase(join(directory, 'store.db'), schema);
  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.toBeInstanceOf(CloisterError);
  expect(await contents(directory)).toEqual(before);
}

async function directoryWith(schema: Schema, fill?: (database: Database) => Promise<void>): Promise<string> {
  const directory = await temporaryDirectory();
  const database = await openDatabase(join(directory, 'store.db'), schema);
  await fill?.(database);
  await database.close();
  return directory;
}

describe.each([
  ['runs', runsSchema, ledgerSchema],
  ['ledger', ledgerSchema, runsSchema],
] as const)('opening the %s database', (_name, schema, otherSchema) => {
  it('made by a newer version gives a clear error and leaves the file untouched', async () => {
    const newer = { ...schema, migrations: [...schema.migrations, 'CREATE TABLE future (x) STRICT'.replace('(x)', '(x INTEGER)')] };
    const directory = await directoryWith(newer);
    await expectRefusal(directory, schema, /store\.db was made by a newer version of Cloister \(schema (\d+); this version knows up to (?!\1)\d+\).*update Cloister/);
  });

  it('of another kind gives a clear error and leaves the file untouched', async () => {
    await expectRefusal(await directoryWith(otherSchema), schema, /is a database, but not a .* of Cloister/);
  });

  it('that is no database gives a clear error and leaves the file untouched', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'store.db'), 'These are my notes, not a database.\n'.repeat(100));
    await expectRefusal(directory, schema, /store\.db is not a SQLite database, or is damaged.*restore it from a backup/);
  });

  it('runs only the missing migrations of an older file and keeps its rows', async () => {
    const directory = await directoryWith(schema);
    const newer = { ...schema, migrations: [...schema.migrations, 'CREATE TABLE future (x INTEGER) STRICT'] };
    const migrated = await openDatabase(join(directory, 'store.db'), newer);
    expect(await migrated.get('PRAGMA user_version')).toEqual({ user_version: newer.migrations.length });
    expect(await migrated.all('SELECT * FROM future')).toEqual([]);
    await migrated.close();
  });

  it('keeps nothing of a migration that fails half way', async () => {
    const directory = await directoryWith(schema);
    const broken = { ...schema, migrations: [...schema.migrations, 'CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE nonsense'] };
    await expect(openDatabase(join(directory, 'store.db'), broken)).rejects.toThrow();
    const again = await openDatabase(join(directory, 'store.db'), schema);
    expect(await again.get('PRAGMA user_version')).toEqual({ user_version: schema.migrations.length });
    expect(await again.all(`SELECT name FROM sqlite_schema WHERE name = 'half'`)).toEqual([]);
    await again.close();
  });

  it('is safe for several connections at the same time, on a new file', async () => {
    const file = join(await temporaryDirectory(), 'store.db');
    const databases = await Promise.all(Array.from({ length: 4 }, () => openDatabase(file, schema)));
    for (const database of databases) expect(await database.get('PRAGMA user_version')).toEqual({ user_version: schema.migrations.length });
    await Promise.all(databases.map((database) => database.close()));
  });

  it(`uses the write-ahead log with synchronous ${schema.synchronous}`, async () => {
    const database = await openDatabase(join(await temporaryDirectory(), 'store.db'), schema);
    expect(await database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(await database.get('PRAGMA synchronous')).toEqual({ synchronous: schema.synchronous === 'FULL' ? 2 : 1 });
    expect(await database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    await database.close();
  });
});

describe('trouble with the disk', () => {
  it('a ledger with a damaged page gives a clear error and is left untouched', async () => {
    const directory = await directoryWith(ledgerSchema);
    const file = join(directory, 'store.db');
    const bytes = await readFile(file);
    bytes.fill(0x55, 4096, 8192);
    await writeFile(file, bytes);
    await expectRefusal(directory, ledgerSchema, /store\.db is damaged.*restore it from a backup/);
  });

  it('a ledger that lost its end gives a clear error and is left untouched', async () => {
    const directory = await directoryWith(ledgerSchema);
    await truncate(join(directory, 'store.db'), 4096 * 3);
    await expectRefusal(directory, ledgerSchema, /store\.db is damaged/);
  });

  it('a full disk is reported as such, and nothing of the change is kept', async () => {
    const database = await emptyDatabase();
    // SQLite reports its own page limit as it reports a full disk.
    await database.exec('PRAGMA max_page_count = 3');
    const rows = Array.from({ length: 5_000 }, (_, n) => [n]);
    await expect(database.transaction((connection) => insertRows(connection, 'INSERT INTO numbers', rows))).rejects.toThrow(/disk is full/);
    expect(await count(database)).toBe(0);
    await database.run('INSERT INTO numbers VALUES (1)');
    expect(await count(database)).toBe(1);
  });

  it('a file that must not be written gives a clear error and is left untouched', async () => {
    const directory = await directoryWith(runsSchema);
    const file = join(directory, 'store.db');
    // SQLite opens a file whose header asks for a later write format read-only, for every user; permissions do not bind root.
    const bytes = await readFile(file);
    bytes[18] = 3;
    await writeFile(file, bytes);
    await chmod(file, 0o444);
    await expectRefusal(directory, runsSchema, /store\.db cannot be written to.*writable for this user/);
    expect((await stat(file)).mode & 0o777).toBe(0o444);
  });

  it('a missing directory gives a clear error', async () => {
    const file = join(await temporaryDirectory(), 'missing', 'store.db');
    await expect(openDatabase(file, runsSchema)).rejects.toThrow(/store\.db cannot be opened.*directory exists/);
  });

  it('a locked file is waited for, then written', async () => {
    const file = join(await temporaryDirectory(), 'store.db');
    const [one, two] = [await openDatabase(file, ledgerSchema), await openDatabase(file, ledgerSchema)];
    const order: string[] = [];
    const slow = one.transaction(async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      order.push('one');
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await two.transaction(() => Promise.resolve(order.push('two')));
    await slow;
    expect(order).toEqual(['one', 'two']);
    await Promise.all([one.close(), two.close()]);
  });
});
