// The rows of a whole ledger, to be taken to another one: as their tables have them, column by column, bytes as hexadecimal digits.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { parseExpectation } from '../../core/privacy/expectationJson';
import { parseMechanism } from '../../core/privacy/mechanismJson';
import type { ClaimEnd } from '../../protocol/ledger';
import type { Connection, SqlValue } from '../driver';
import { chainedTables, type ChainedTable, type LedgerConnection } from './chain';

const moment = z.int();
const positive = z.number().positive();
const fraction = z.number().gt(0).lt(1);
const key = z.int().positive();
const flag = z.literal([0, 1]);

/** JSON kept as text that `parse` takes. */
const parsedJson = (parse: (value: unknown) => unknown, message: string) =>
  z.string().refine((text) => {
    try {
      parse(JSON.parse(text));
      return true;
    } catch {
      return false;
    }
  }, message);
const mechanism = parsedJson((value) => parseMechanism(value), 'is no mechanism in JSON');

/** JSON kept as text, of the given shape. */
const jsonText = (shape: z.ZodType) => parsedJson((value) => shape.parse(value), 'is not the JSON that stands in this column');

const unit = z.union([z.literal('record'), z.strictObject({ column: z.string(), maxRecords: key })]);
const epsilon = z.union([z.number().nonnegative(), z.literal('inf')]);

/** All of them, by the compiler's word. */
const claimEnds: Record<ClaimEnd, true> = {
  finished: true,
  requested: true,
  interrupted: true,
  revoked: true,
  limit: true,
  retired: true,
  failed: true,
  lost: true,
  killed: true,
  settled: true,
};

/** The columns of each table, which are those of the database (a test). */
export const ledgerRowsSchema = z.strictObject({
  data_sets: z.array(
    z.strictObject({
      digest: z.string().min(1),
      name: z.string(),
      declared: z.literal(['private', 'publicDemonstration']),
      cap_epsilon: positive.nullable(),
      cap_delta: fraction.nullable(),
      filter_order: z.number().gt(1).nullable(),
      created_at: moment,
      unit: jsonText(unit),
      relation: z.literal('addOrRemoveOne'),
      owner_note: z.string(),
      enforcement: z.literal(['hard', 'advisory']),
      expected_runs: positive.nullable(),
      retired_at: moment.nullable(),
      expectation: parsedJson(parseExpectation, 'is no expectation in JSON').nullable(),
      set_apart_from: jsonText(z.array(z.string().min(1))),
    }),
  ),
  contents: z.array(z.strictObject({ digest: z.string().min(1), data_set: z.string(), name: z.string(), sketch: z.hex().nullable(), at: moment })),
  cap_events: z.array(z.strictObject({ id: key, digest: z.string(), epsilon: positive, delta: fraction, reason: z.string(), at: moment, filter_order: z.number().gt(1).nullable() })),
  claims: z.array(
    z.strictObject({
      id: key,
      run: z.string().min(1),
      digest: z.string(),
      content: z.string().nullable(),
      step_mechanism: mechanism,
      delta: fraction,
      grant_steps: key,
      reserved_steps: key,
      status: z.literal(['open', 'closed']),
      attempt: key,
      created_at: moment,
      evaluation: mechanism.nullable(),
      evaluation_charged: flag,
      outcome: z.literal(['committed', 'released', 'lost']).nullable(),
      planned_epsilon: jsonText(z.strictObject({ steps: key, pld: epsilon, rdp: epsilon })).nullable(),
      override_reason: z.string().nullable(),
      end_reason: z.literal(Object.keys(claimEnds) as ClaimEnd[]).nullable(),
      end_seen: flag,
    }),
  ),
  grants: z.array(
    z.strictObject({ id: key, claim: key, attempt: key, first_step: z.int().nonnegative(), steps: key, untaken: z.int().nonnegative(), at: moment }),
  ),
});

export type LedgerRows = z.infer<typeof ledgerRowsSchema>;

/** Everything that is on the ledger, each table in the order of its rows. */
export async function readRows(connection: Connection): Promise<LedgerRows> {
  const rows: Record<string, unknown> = {};
  for (const table of Object.keys(chainedTables)) {
    rows[table] = (await connection.all<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY rowid`)).map(inHexadecimal);
  }
  return ledgerRowsSchema.parse(rows);
}

const inHexadecimal = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value]));

/**
 * Makes the ledger's rows those of `after`: rows that are new are on record as `imported`, rows that differ as `merged`, and a cap that
 * differs as `capSet`, which ends an override as any new cap does.
 * @param before the rows as they are; every one of them is in `after` too
 * @param reason where the change comes from
 */
export async function writeRows(connection: LedgerConnection, before: LedgerRows, after: LedgerRows, reason: string): Promise<void> {
  // The compiler does not see that a row's columns are those of its table.
  const [old, wanted] = [before, after] as unknown as Record<ChainedTable, Row[]>[];
  for (const [table, key] of Object.entries(chainedTables) as [ChainedTable, string][]) {
    const known = new Map(old[table].map((row) => [row[key], row]));
    for (const row of wanted[table]) {
      const name = row[key] as string | number;
      const present = known.get(name);
      if (present === undefined) await addRow(connection, table, row);
      else if (!isDeepStrictEqual(present, row)) await changeRow(connection, table, key, row);
      else continue;
      await connection.note(present === undefined ? 'imported' : isNewCap(table, present, row) ? 'capSet' : 'merged', table, name, reason);
    }
  }
}

type Row = Record<string, string | number | null>;

async function addRow(connection: LedgerConnection, table: ChainedTable, row: Row): Promise<void> {
  const columns = Object.keys(row);
  await connection.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, Object.entries(row).map(sqlValue));
}

async function changeRow(connection: LedgerConnection, table: ChainedTable, key: string, row: Row): Promise<void> {
  const assignments = Object.keys(row).map((column) => `${column} = ?`);
  await connection.run(`UPDATE ${table} SET ${assignments.join(', ')} WHERE ${key} = ?`, [...Object.entries(row).map(sqlValue), row[key]]);
}

/** Sketches are the only bytes. */
const sqlValue = ([column, value]: [string, string | number | null]): SqlValue => (column === 'sketch' && typeof value === 'string' ? Buffer.from(value, 'hex') : value);

const isNewCap = (table: ChainedTable, before: Row, after: Row): boolean =>
  table === 'data_sets' && (['cap_epsilon', 'cap_delta', 'filter_order'] as const).some((column) => before[column] !== after[column]);
