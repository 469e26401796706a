// Compares the tables, indexes and triggers of a database file with those that its version has, so that damage is told in words.
import { Database, type Connection } from './driver';

/** A table, an index or a trigger, as SQLite keeps it. */
interface SchemaPart {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/**
 * What of a database is not as its migrations make it, as a clause about the file; undefined when all of it is.
 * What SQLite itself adds (statistics, indexes of keys) is let pass, and so is other white space within a definition.
 * @param migrations those that the file's version says were made
 */
export async function schemaDamage(connection: Connection, migrations: readonly string[]): Promise<string | undefined> {
  const expected = await partsAfter(migrations);
  const found = await partsOf(connection);
  for (const [name, { type, sql }] of expected) {
    const part = found.get(name);
    if (part === undefined) return `its ${type} ${name} is missing`;
    if (part.sql !== sql) return `its ${type} ${name} is not as it was made`;
  }
  const [foreign] = [...found.values()].filter(({ name }) => !expected.has(name));
  return foreign && `it has a ${foreign.type} ${foreign.name}, which its version does not have`;
}

async function partsAfter(migrations: readonly string[]): Promise<ReadonlyMap<string, SchemaPart>> {
  const model = await Database.open(':memory:', { create: true });
  try {
    for (const migration of migrations) await model.exec(migration);
    return await partsOf(model);
  } finally {
    await model.close();
  }
}

async function partsOf(connection: Connection): Promise<ReadonlyMap<string, SchemaPart>> {
  const parts = await connection.all<SchemaPart>(`SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`);
  return new Map(parts.map((part) => [part.name, { ...part, sql: part.sql.replace(/\s+/g, ' ') }]));
}
