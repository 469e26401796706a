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
}

/** The chosen records, in the given order, as a pack of their own. */
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

/** The records of both packs, those of the second one last. */
export function appendRecords(first: EncodedRecords, second: EncodedRecords): EncodedRecords {
  const tokens = first.ids.length;
  return {
    ids: joined(first.ids, second.ids),
    starts: joined(first.starts, second.starts.subarray(1).map((start) => tokens + start)),
    labels: joined(first.labels, second.labels),
  };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
