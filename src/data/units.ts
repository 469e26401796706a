// Groups records by unit of privacy: without duplicates, within the bound, and in a way that no unit depends on another.
import type { PrivacyUnit } from '../core/privacy/unit';
import type { TextRecord } from './textRecord';

/** The records of one unit that are used, in the order of the file. */
export interface RecordUnit {
  /** What the unit's split is decided by: its value in the column, or the text of a record that is a unit of its own. */
  readonly name: string;
  readonly records: readonly TextRecord[];
}

/** Counts are data-dependent. */
export interface GroupedRecords {
  /** In the order in which their first records come. */
  readonly units: readonly RecordUnit[];
  /** Records that equal an earlier one of the same unit in text and label, left out. */
  readonly duplicates: number;
  /** Records beyond the bound of their unit, left out. */
  readonly overBound: number;
}

/** A record with its key of {@link recordKey}. */
export interface KeyedRecord {
  readonly record: TextRecord;
  readonly key: Buffer;
}

/**
 * Groups records by unit.
 *
 * Guarantees
 * - Adding a unit with all of its records adds that unit here and changes no other: duplicates are looked for inside a unit only,
 *   except that a record that is a unit of its own is there once, however often it is in the data.
 * - A unit has at most `maxRecords` records, those with the smallest keys: a choice that looks at no other unit, and that nobody
 *   without the secret can steer.
 */
export function groupByUnit(records: readonly KeyedRecord[], unit: PrivacyUnit): GroupedRecords {
  const groups = new Map<string, Map<string, KeyedRecord>>();
  for (const keyed of records) {
    const key = keyed.key.toString('latin1');
    const name = unit === 'record' ? key : unitOf(keyed.record);
    const group = groups.get(name) ?? new Map<string, KeyedRecord>();
    if (!group.has(key)) group.set(key, keyed);
    groups.set(name, group);
  }
  const distinct = [...groups.values()].map((group) => [...group.values()]);
  const units = distinct.map((group) => withinBound(group, unit)).map((kept) => ({ name: nameOf(kept[0], unit), records: kept.map(({ record }) => record) }));
  const count = (lists: readonly (readonly unknown[])[]): number => lists.reduce((sum, { length }) => sum + length, 0);
  return { units, duplicates: records.length - count(distinct), overBound: count(distinct) - count(units.map(({ records: kept }) => kept)) };
}

function withinBound(group: readonly KeyedRecord[], unit: PrivacyUnit): readonly KeyedRecord[] {
  if (unit === 'record' || group.length <= unit.maxRecords) return group;
  const kept = new Set([...group].sort((a, b) => a.key.compare(b.key)).slice(0, unit.maxRecords));
  return group.filter((keyed) => kept.has(keyed));
}

const nameOf = ({ record }: KeyedRecord, unit: PrivacyUnit): string => (unit === 'record' ? record.text : unitOf(record));

function unitOf({ unit }: TextRecord): string {
  if (unit === undefined) throw new Error('A record was read without the column of its unit.');
  return unit;
}
