// Data sets on the ledger, and the record of their caps.
import type { Cap, CapEvent, CapRule, Enforcement, LedgerDataSet } from '../../protocol/ledger';
import type { Connection, Database } from '../driver';
import { fromJson } from '../json';
import type { Chain, LedgerConnection } from './chain';

export class DataSetTable {
  constructor(
    private readonly database: Database,
    private readonly chain: Chain,
  ) {}

  /** The ledger of a data set, made without a cap when the digest is new. An existing one is returned as it is. */
  register(dataSet: Pick<LedgerDataSet, 'digest' | 'name' | 'declared'>): Promise<LedgerDataSet> {
    return this.chain.transaction(async (connection) => {
      const existing = await readDataSet(connection, dataSet.digest);
      if (existing !== undefined) return existing;
      const { digest, name, declared } = dataSet;
      const now = Date.now();
      await connection.run('INSERT INTO data_sets (digest, name, declared, created_at) VALUES (?, ?, ?, ?)', [digest, name, declared, now]);
      await connection.note('dataSetRegistered', 'data_sets', digest);
      await connection.run('INSERT INTO contents (digest, data_set, name, at) VALUES (?, ?, ?, ?)', [digest, digest, name, now]);
      await connection.note('contentAdded', 'contents', digest);
      return (await readDataSet(connection, dataSet.digest))!;
    });
  }

  get(digest: string): Promise<LedgerDataSet | undefined> {
    return readDataSet(this.database, digest);
  }

  /** By age, the oldest first. */
  async list(): Promise<LedgerDataSet[]> {
    const rows = await this.database.all<DataSetRow>('SELECT * FROM data_sets ORDER BY created_at, digest');
    return rows.map(fromRow);
  }

  /**
   * Sets the cap and records it with its reason, both or neither.
   * @param orderFor chooses the Rényi order when this is the first cap; a later cap keeps the order, or the filter would be none
   */
  setCap(digest: string, cap: Cap, reason: string, orderFor: (cap: Cap) => number): Promise<LedgerDataSet> {
    return this.chain.transaction(async (connection) => {
      const order = (await readDataSet(connection, digest))?.rule?.order ?? orderFor(cap);
      return writeRule(connection, digest, { cap, order }, reason);
    });
  }

  /** Gives a data set its first cap; one that has a cap keeps it. */
  setFirstCap(digest: string, rule: CapRule, reason: string): Promise<LedgerDataSet> {
    return this.chain.transaction(async (connection) => {
      const dataSet = (await readDataSet(connection, digest))!;
      return dataSet.rule === undefined ? writeRule(connection, digest, rule, reason) : dataSet;
    });
  }

  /** Every cap there was, the oldest first. */
  async capEvents(digest: string): Promise<CapEvent[]> {
    const rows = await this.database.all<{ epsilon: number; delta: number; reason: string; at: number }>(
      'SELECT epsilon, delta, reason, at FROM cap_events WHERE digest = ? ORDER BY id',
      [digest],
    );
    return rows.map(({ epsilon, delta, reason, at }) => ({ cap: { epsilon, delta }, reason, at }));
  }
}

async function writeRule(connection: LedgerConnection, digest: string, { cap, order }: CapRule, reason: string): Promise<LedgerDataSet> {
  const { epsilon, delta } = cap;
  await connection.run('UPDATE data_sets SET cap_epsilon = ?, cap_delta = ?, filter_order = ? WHERE digest = ?', [epsilon, delta, order, digest]);
  await connection.note('capSet', 'data_sets', digest, reason);
  const { lastId } = await connection.run('INSERT INTO cap_events (digest, epsilon, delta, reason, at) VALUES (?, ?, ?, ?, ?)', [digest, epsilon, delta, reason, Date.now()]);
  await connection.note('capSet', 'cap_events', lastId, reason);
  return (await readDataSet(connection, digest))!;
}

export async function readDataSet(connection: Connection, digest: string): Promise<LedgerDataSet | undefined> {
  const row = await connection.get<DataSetRow>('SELECT * FROM data_sets WHERE digest = ?', [digest]);
  return row && fromRow(row);
}

interface DataSetRow {
  digest: string;
  name: string;
  declared: LedgerDataSet['declared'];
  cap_epsilon: number | null;
  cap_delta: number | null;
  filter_order: number | null;
  unit: string;
  relation: LedgerDataSet['relation'];
  enforcement: Enforcement;
  owner_note: string;
  expected_runs: number | null;
  retired_at: number | null;
  created_at: number;
}

function fromRow(row: DataSetRow): LedgerDataSet {
  const { cap_epsilon: epsilon, cap_delta: delta, filter_order: order } = row;
  const rule = epsilon === null || delta === null || order === null ? undefined : { cap: { epsilon, delta }, order };
  return {
    digest: row.digest,
    name: row.name,
    declared: row.declared,
    rule,
    unit: fromJson(row.unit),
    relation: row.relation,
    enforcement: row.enforcement,
    ownerNote: row.owner_note,
    expectedRuns: row.expected_runs ?? undefined,
    retiredAt: row.retired_at ?? undefined,
    createdAt: row.created_at,
  };
}
