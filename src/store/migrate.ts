// Brings a database file to the schema this program knows: forward only, numbered, and never touching a file it does not understand.
import { stat } from 'node:fs/promises';
import { CloisterError } from '../base/errors';
import { Database, type Connection } from './driver';
import { schemaDamage } from './schemaShape';
import { damaged } from './sqliteErrors';

/** What a kind of database file looks like. */
export interface Schema {
  /** Names the kind in messages. */
  readonly title: string;
  /** SQLite application id, written into the file: tells a run database from a ledger, and both from everything else. */
  readonly applicationId: number;
  /** Migration i leads from version i to i + 1. Published migrations never change; new ones are appended. */
  readonly migrations: readonly string[];
  /** FULL: a committed change survives a power cut. NORMAL: it survives a crash of any process, and a power cut may take the last ones. */
  readonly synchronous: 'NORMAL' | 'FULL';
  /** Reads the whole file for damage when it is opened; for small files whose loss would be grave. */
  readonly checkOnOpen: boolean;
}

/**
 * Opens a database of this schema, creating or migrating it as needed. Several processes may do so at the same time.
 * @throws CloisterError for a file of a newer version, of another kind, damaged (a table that is missing is damage) or not writable;
 *   such a file is left untouched
 */
export async function openDatabase(file: string, schema: Schema): Promise<Database> {
  await refuseDirectory(file);
  const database = await Database.open(file, { create: true });
  try {
    if (await hasContent(file)) {
      await checkKind(database, schema);
      if (schema.checkOnOpen) await checkIntegrity(database);
    }
    await database.useWriteAheadLog(schema.synchronous);
    await database.transaction((connection) => migrate(connection, file, schema));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** SQLite would only say that it cannot be opened. */
async function refuseDirectory(file: string): Promise<void> {
  const isDirectory = await stat(file).then((entry) => entry.isDirectory(), () => false);
  if (!isDirectory) return;
  const message = `${file} is a directory, but should be a file. Move it away and restore the file from a backup, or choose another store directory.`;
  throw new CloisterError('failed', message, { remedy: { kind: 'chooseStore' } });
}

/** The content may lie in the write-ahead log alone, when another process has just made the file. */
async function hasContent(file: string): Promise<boolean> {
  const sizes = await Promise.all([file, `${file}-wal`].map((path) => stat(path).then((entry) => entry.size, () => 0)));
  return sizes.some((size) => size > 0);
}

async function checkKind(database: Database, schema: Schema): Promise<void> {
  const { applicationId, version, tables } = await identify(database);
  const isEmpty = version === 0 && applicationId === 0 && tables === 0;
  if (isEmpty) return;
  if (applicationId !== schema.applicationId) {
    const message = `${database.file} is a database, but not ${schema.title}. It was left as it is: choose another store directory.`;
    throw new CloisterError('failed', message, { remedy: { kind: 'chooseStore' } });
  }
  refuseNewer(database.file, version, schema);
}

function refuseNewer(file: string, version: number, schema: Schema): void {
  const known = schema.migrations.length;
  if (version <= known) return;
  throw new CloisterError(
    'failed',
    `${file} was made by a newer version of Cloister (schema ${version}; this version knows up to ${known}). ` +
      'It was left as it is: update Cloister, or choose another store directory.',
    { remedy: { kind: 'chooseStore' } },
  );
}

async function identify(connection: Connection): Promise<{ applicationId: number; version: number; tables: number }> {
  const row = await connection.get<{ applicationId: number; version: number; tables: number }>(
    `SELECT (SELECT application_id FROM pragma_application_id) AS applicationId, (SELECT user_version FROM pragma_user_version) AS version,
            (SELECT count(*) FROM sqlite_schema) AS tables`,
  );
  return row!;
}

async function migrate(connection: Connection, file: string, schema: Schema): Promise<void> {
  // Read again inside the transaction: another process may have migrated in between.
  const { version } = await identify(connection);
  refuseNewer(file, version, schema);
  const damage = await schemaDamage(connection, schema.migrations.slice(0, version));
  if (damage !== undefined) throw damaged(file, damage);
  for (const migration of schema.migrations.slice(version)) await connection.exec(migration);
  // Written even when nothing is new: SQLite lets a read-only file pass until the first write, which must not be a grant.
  await connection.exec(`PRAGMA application_id = ${schema.applicationId}; PRAGMA user_version = ${schema.migrations.length};`);
}

/** The full check, because the quick one does not compare indexes with their tables: a charge that an index has lost is not counted. */
async function checkIntegrity(database: Database): Promise<void> {
  const row = await database.get<{ integrity_check: string }>('PRAGMA integrity_check(1)');
  if (row?.integrity_check !== 'ok') throw damaged(database.file, `SQLite found: ${row?.integrity_check ?? 'no answer'}`);
}
