// Tokenised records as they travel between the data layer, the trainer's threads and the engine.

/**
 * Records packed one after the other, without padding: record b owns the tokens `starts[b]` up to `starts[b + 1]` (excluded).
 * Every record has at least one token. The arrays may lie in shared memory.
 */
export interface EncodedRecords {
  /** Token ids. (total tokens) */
  readonly ids: Int32Array;
  /** Record boundaries, rising, from 0 to the number of tokens. (records + 1) */
  readonly starts: Int32Array;
  /** Class of each record, from 0. (records) */
  readonly labels: Int32Array;
  /**
   * Units of privacy that hold several records, which lie one after the other: unit u owns the records `units[u]` up to
   * `units[u + 1]` (excluded), at least one. Absent: every record is a unit of its own. (units + 1)
   */
  readonly units?: Int32Array;
}

/** Number of units of privacy. */
export const unitCount = ({ units, labels }: EncodedRecords): number => (units === undefined ? labels.length : units.length - 1);

/** Token boundaries of the units: unit u owns the tokens at u up to u + 1. (units + 1) */
export const unitStarts = ({ units, starts }: EncodedRecords): Int32Array => (units === undefined ? starts : units.map((record) => starts[record]));

/** The chosen units with all of their records, in the given order, as a pack of their own. */
export function selectUnits(records: EncodedRecords, indices: ArrayLike<number>): EncodedRecords {
  const { units } = records;
  if (units === undefined) return selectRecords(records, indices);
  const chosen: number[] = [];
  const borders = new Int32Array(indices.length + 1);
  for (let i = 0; i < indices.length; i++) {
    for (let record = units[indices[i]]; record < units[indices[i] + 1]; record++) chosen.push(record);
    borders[i + 1] = chosen.length;
  }
  return { ...selectRecords(records, chosen), units: borders };
}

/** The chosen records, in the given order, as a pack of their own in which each is a unit for itself. */
export function selectRecords(records: EncodedRecords, indices: ArrayLike<number>): EncodedRecords {
  const count = indices.length;
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const record = indices[i];
    starts[i + 1] = starts[i] + records.starts[record + 1] - records.starts[record];
  }
  const ids = new Int32Array(starts[count]);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const record = indices[i];
    ids.set(records.ids.subarray(records.starts[record], records.starts[record + 1]), starts[i]);
    labels[i] = records.labels[record]!;
  }
  return { ids, starts, labels };
}

/** The records of both packs, those of the second one last; units stay what they are. */
export function appendRecords(first: EncodedRecords, second: EncodedRecords): EncodedRecords {
  const tokens = first.ids.length;
  return {
    ids: joined(first.ids, second.ids),
    starts: joined(first.starts, second.starts.subarray(1).map((start) => tokens + start)),
    labels: joined(first.labels, second.labels),
    ...((first.units ?? second.units) !== undefined && { units: joined(unitBorders(first), unitBorders(second).subarray(1).map((record) => first.labels.length + record)) }),
  };
}

const unitBorders = ({ units, labels }: EncodedRecords): Int32Array => units ?? Int32Array.from({ length: labels.length + 1 }, (_, i) => i);

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
