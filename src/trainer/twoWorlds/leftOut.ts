// Chooses which records a two-worlds check leaves out, and which others stand in the batch with them.
import type { EncodedRecords } from '../../core/records';

/** What a record is to the data; its place and its length would tell of the data. */
export type LeftOutKind = 'longest' | 'shortest' | 'evenlySpaced';

export interface LeftOut {
  readonly record: number;
  readonly kind: LeftOutKind;
}

/** Evenly spaced records, besides the longest and the shortest. */
const spacedRecords = 4;

/** Records in a batch besides the one that is left out. */
const batchMates = 23;

/** The longest record, the shortest, and some evenly spaced over the data; each record once. */
export function recordsToLeaveOut({ starts, labels }: EncodedRecords): LeftOut[] {
  const count = labels.length;
  const lengths = Array.from(labels.keys(), (b) => starts[b + 1] - starts[b]);
  const chosen: LeftOut[] = [
    { record: lengths.indexOf(Math.max(...lengths)), kind: 'longest' },
    { record: lengths.indexOf(Math.min(...lengths)), kind: 'shortest' },
    ...Array.from({ length: spacedRecords }, (_, i): LeftOut => ({ record: Math.floor(((i + 0.5) * count) / spacedRecords), kind: 'evenlySpaced' })),
  ];
  return chosen.filter(({ record }, i) => chosen.findIndex((other) => other.record === record) === i);
}

/** Other records for the batch of a step, in rising order: evenly spaced, other ones in each step; all there are in small data. */
export function matesOf(record: number, step: number, { labels }: EncodedRecords): Int32Array {
  const others = Array.from(labels.keys()).filter((b) => b !== record);
  const taken = Math.min(batchMates, others.length);
  const spacing = others.length / taken;
  const places = Array.from({ length: taken }, (_, i) => (step + Math.floor(i * spacing)) % others.length);
  return Int32Array.from(new Set(places), (place) => others[place]).sort();
}
