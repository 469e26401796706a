// Data sets on the ledger, and the record of their caps.
import { assertNever } from '../../base/errors';
import { expectationToJson, parseExpectation } from '../../core/privacy/expectationJson';
import { ledgerUnitOf, type PrivacyUnit } from '../../core/privacy/unit';
import type { CapEvent, ChosenRule, Enforcement, LedgerDataSet } from '../../protocol/ledger';
import type { Connection, Database } from '../driver';
import { fromJson } from '../json';
import type { Chain, LedgerConnection } from './chain';
import { readRow } from './damagedRow';

/** A content that is brought to the ledger. */
export type ContentDraft = Pick<LedgerDataSet, 'digest' | 'name' | 'declared'> & {
  readonly unit?: PrivacyUnit;
  readonly sketch?: Uint8Array | undefined;
};

/** A content as it is on a ledger. */
export interface KnownContent {
  readonly digest: string;
  readonly dataSet: string;
  readonly name: string;
  readonly sketch: Uint8Array | undefined;
  /** Ledgers that its own was set apart from with a written reason, by their digests. */
  readonly setApartFrom: readonly string[];
}

/** Where a content that no ledger has goes: to the ledger of another version, or to one of its own. */
export type Placing =
  | { readonly kind: 'version'; readonly dataSet: string }
  | { readonly kind: 'new' }
  /** `apartFrom`: digests of the ledgers that it shares records with all the same. */
  | { readonly kind: 'fresh'; readonly reason: string; readonly apartFrom: readonly string[] };

/** What the owner of a data set decides, besides its cap; members that are absent stay as they are. */
export type OwnersChoice = Partial<Pick<LedgerDataSet, 'ownerNote' | 'enforcement' | 'retiredAt'>>;

export class DataSetTable {
  constructor(
    private readonly database: Database,
    private readonly chain: Chain,
  ) {}

  /**
   * Puts a content on a ledger, in one step, so that of two windows that bring overlapping data at once the second sees the first's. A
   * content that is on a ledger stays there.
   * @param place says where a content goes that is on none; pure
   * @param admit looks at the ledger with the content on it; what either throws leaves the ledger as it was
   */
  place(content: ContentDraft, place: (known: readonly KnownContent[]) => Placing, admit: (dataSet: LedgerDataSet) => void): Promise<LedgerDataSet> {
    return this.chain.transaction(async (connection) => {
      const known = await readLedgerOf(connection, content.digest);
      const dataSet = known ?? (await placeNew(connection, content, place(await listContents(connection))));
      admit(dataSet);
      return dataSet;
    });
  }

  /** {@link place} of a content that shares nothing with others: a ledger of its own, unless the content is known. */
  register(content: ContentDraft): Promise<LedgerDataSet> {
    return this.place(content, () => ({ kind: 'new' }), () => undefined);
  }

  /** The ledger that a content is on. */
  ledgerOf(contentDigest: string): Promise<LedgerDataSet | undefined> {
    return readLedgerOf(this.database, contentDigest);
  }

  /** All contents of all ledgers with their sketches, which can be large; the oldest first. */
  contents(): Promise<KnownContent[]> {
    return listContents(this.database);
  }

  /** A decision of the data's owner, on record with its reason. */
  change(digest: string, { ownerNote, enforcement, retiredAt }: OwnersChoice, reason: string): Promise<LedgerDataSet> {
    return this.chain.transaction(async (connection) => {
      await connection.run(
        `UPDATE data_sets SET owner_note = coalesce(?, owner_note), enforcement = coalesce(?, enforcement), retired_at = coalesce(?, retired_at) WHERE digest = ?`,
        [ownerNote ?? null, enforcement ?? null, retiredAt ?? null, digest],
      );
      await connection.note('dataSetChanged', 'data_sets', digest, reason);
      return (await readDataSet(connection, digest))!;
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

  /** Digests of the ledgers on which nothing more is trained. */
  async retired(): Promise<ReadonlySet<string>> {
    const rows = await this.database.all<{ digest: string }>('SELECT digest FROM data_sets WHERE retired_at IS NOT NULL');
    return new Set(rows.map(({ digest }) => digest));
  }

  /**
   * Sets the cap and records it with its reason, both or neither.
   * @param ruleFor decides on cap and order, from the ledger as it is and whether anything was ever charged on it; pure. What it throws
   *   leaves the ledger as it was
   */
  setCap(digest: string, reason: string, ruleFor: (dataSet: LedgerDataSet, wasCharged: boolean) => ChosenRule): Promise<LedgerDataSet> {
    return this.chain.transaction(async (connection) => {
      const dataSet = (await readDataSet(connection, digest))!;
      return writeRule(connection, digest, ruleFor(dataSet, await wasCharged(connection, digest)), reason);
    });
  }

  /** Whether anything was ever charged on it, steps that were given back included. */
  wasCharged(digest: string): Promise<boolean> {
    return wasCharged(this.database, digest);
  }

  /** Gives a data set its first cap; one that has a cap keeps it. */
  setFirstCap(digest: string, rule: ChosenRule, reason: string): Promise<LedgerDataSet> {
    return this.chain.transaction(async (connection) => {
      const dataSet = (await readDataSet(connection, digest))!;
      return dataSet.rule === undefined ? writeRule(connection, digest, rule, reason) : dataSet;
    });
  }

  /** Every cap there was, the oldest first. */
  async capEvents(digest: string): Promise<CapEvent[]> {
    const rows = await this.database.all<{ epsilon: number; delta: number; filter_order: number | null; reason: string; at: number }>(
      'SELECT epsilon, delta, filter_order, reason, at FROM cap_events WHERE digest = ? ORDER BY id',
      [digest],
    );
    return rows.map(({ epsilon, delta, filter_order: order, reason, at }) => ({ cap: { epsilon, delta }, order: order ?? undefined, reason, at }));
  }
}

async function placeNew(connection: LedgerConnection, content: ContentDraft, placing: Placing): Promise<LedgerDataSet> {
  switch (placing.kind) {
    case 'version':
      await addContent(connection, content, placing.dataSet);
      break;
    case 'new':
      await addDataSet(connection, content, [], undefined);
      await addContent(connection, content, content.digest);
      break;
    case 'fresh':
      await addDataSet(connection, content, placing.apartFrom, placing.reason);
      await addContent(connection, content, content.digest);
      break;
    default:
      return assertNever(placing);
  }
  return (await readLedgerOf(connection, content.digest))!;
}

async function addDataSet(
  connection: LedgerConnection,
  { digest, name, declared, unit = 'record' }: ContentDraft,
  apartFrom: readonly string[],
  reason: string | undefined,
): Promise<void> {
  const values = [digest, name, declared, JSON.stringify(unit), JSON.stringify(apartFrom), Date.now()];
  await connection.run('INSERT INTO data_sets (digest, name, declared, unit, set_apart_from, created_at) VALUES (?, ?, ?, ?, ?, ?)', values);
  await connection.note('dataSetRegistered', 'data_sets', digest, reason);
}

async function addContent(connection: LedgerConnection, { digest, name, sketch }: ContentDraft, dataSet: string): Promise<void> {
  await connection.run('INSERT INTO contents (digest, data_set, name, sketch, at) VALUES (?, ?, ?, ?, ?)', [digest, dataSet, name, sketch ?? null, Date.now()]);
  await connection.note('contentAdded', 'contents', digest);
}

async function listContents(connection: Connection): Promise<KnownContent[]> {
  const rows = await connection.all<{ digest: string; dataSet: string; name: string; sketch: Uint8Array | null; apart: string }>(
    `SELECT contents.digest, data_set AS dataSet, contents.name, sketch, set_apart_from AS apart
     FROM contents JOIN data_sets ON data_sets.digest = data_set ORDER BY contents.rowid`,
  );
  return rows.map(({ sketch, apart, ...row }) => ({
    ...row,
    sketch: sketch ?? undefined,
    setApartFrom: readRow(`The data set "${row.name}"`, () => fromJson<readonly string[]>(apart)),
  }));
}

/** Whether a step or an evaluation was ever charged, steps that were given back included: a grant is where runs begin to see the data. */
async function wasCharged(connection: Connection, digest: string): Promise<boolean> {
  const row = await connection.get<{ charged: number }>(
    `SELECT EXISTS (SELECT 1 FROM claims WHERE digest = ? AND (evaluation_charged = 1 OR EXISTS (SELECT 1 FROM grants WHERE claim = claims.id))) AS charged`,
    [digest],
  );
  return row!.charged === 1;
}

async function writeRule(connection: LedgerConnection, digest: string, { cap, order, expectation }: ChosenRule, reason: string): Promise<LedgerDataSet> {
  const { epsilon, delta } = cap;
  await connection.run('UPDATE data_sets SET cap_epsilon = ?, cap_delta = ?, filter_order = ? WHERE digest = ?', [epsilon, delta, order, digest]);
  if (expectation !== undefined) {
    const expectedRuns = expectation.type === 'runs' ? expectation.runs : null;
    await connection.run('UPDATE data_sets SET expectation = ?, expected_runs = ? WHERE digest = ?', [JSON.stringify(expectationToJson(expectation)), expectedRuns, digest]);
  }
  await connection.note('capSet', 'data_sets', digest, reason);
  const { lastId } = await connection.run('INSERT INTO cap_events (digest, epsilon, delta, filter_order, reason, at) VALUES (?, ?, ?, ?, ?, ?)', [digest, epsilon, delta, order, reason, Date.now()]);
  await connection.note('capSet', 'cap_events', lastId, reason);
  return (await readDataSet(connection, digest))!;
}

export async function readDataSet(connection: Connection, digest: string): Promise<LedgerDataSet | undefined> {
  const row = await connection.get<DataSetRow>('SELECT * FROM data_sets WHERE digest = ?', [digest]);
  return row && fromRow(row);
}

async function readLedgerOf(connection: Connection, contentDigest: string): Promise<LedgerDataSet | undefined> {
  const row = await connection.get<DataSetRow>('SELECT * FROM data_sets WHERE digest = (SELECT data_set FROM contents WHERE digest = ?)', [contentDigest]);
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
  relation: LedgerDataSet['neighbouringRelation'];
  enforcement: Enforcement;
  owner_note: string;
  expected_runs: number | null;
  expectation: string | null;
  retired_at: number | null;
  created_at: number;
}

function fromRow(row: DataSetRow): LedgerDataSet {
  const { cap_epsilon: epsilon, cap_delta: delta, filter_order: order, expectation } = row;
  const rule = epsilon === null || delta === null || order === null ? undefined : { cap: { epsilon, delta }, order };
  return {
    digest: row.digest,
    name: row.name,
    declared: row.declared,
    rule,
    unit: ledgerUnitOf(readRow(`The data set "${row.name}"`, () => fromJson<PrivacyUnit>(row.unit))),
    neighbouringRelation: row.relation,
    enforcement: row.enforcement,
    ownerNote: row.owner_note,
    expectedRuns: row.expected_runs ?? undefined,
    expectation: expectation === null ? undefined : readRow(`The data set "${row.name}"`, () => parseExpectation(fromJson(expectation))),
    retiredAt: row.retired_at ?? undefined,
    createdAt: row.created_at,
  };
}
