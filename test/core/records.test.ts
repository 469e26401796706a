// Packs of records: choosing from them, and putting two together.
import { describe, expect, it } from 'vitest';
import { appendRecords, selectRecords, type EncodedRecords } from '../../src/core/records';

/** Two records, of tokens 1 2 and 3; one of tokens 4 5. */
const first: EncodedRecords = { ids: Int32Array.of(1, 2, 3), starts: Int32Array.of(0, 2, 3), labels: Int32Array.of(0, 1) };
const second: EncodedRecords = { ids: Int32Array.of(4, 5), starts: Int32Array.of(0, 2), labels: Int32Array.of(1) };
const none: EncodedRecords = { ids: new Int32Array(), starts: Int32Array.of(0), labels: new Int32Array() };

describe('appendRecords', () => {
  it('holds the records of both packs, those of the second one last', () => {
    const all = appendRecords(first, second);
    expect(selectRecords(all, [0, 1])).toEqual(first);
    expect(selectRecords(all, [2])).toEqual(second);
    expect(all.labels).toHaveLength(3);
  });

  it('leaves a pack as it is when the other is empty', () => {
    expect(appendRecords(first, none)).toEqual(first);
    expect(appendRecords(none, first)).toEqual(first);
  });
});
