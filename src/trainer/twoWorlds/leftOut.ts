// Chooses which units of privacy, such as records, a two-worlds check leaves out, and which others stand in the batch with them.
import { unitCount, unitStarts, type EncodedRecords } from '../../core/records';

/** What a unit is to the data, by its tokens; its place and its length would tell of the data. */
export type LeftOutKind = 'longest' | 'shortest' | 'evenlySpaced';

export interface LeftOut {
  readonly unit: number;
  readonly kind: LeftOutKind;
}

/** Evenly spaced units, besides the longest and the shortest. */
const spacedUnits = 4;

/** Units in a batch besides the one that is left out. */
const batchMates = 23;

/** The longest unit, the shortest, and some evenly spaced over the data; each unit once. */
export function unitsToLeaveOut(records: EncodedRecords): LeftOut[] {
  const starts = unitStarts(records);
  const count = unitCount(records);
  const lengths = Array.from({ length: count }, (_, u) => starts[u + 1] - starts[u]);
  const longest = lengths.reduce((best, length, u) => (length > lengths[best] ? u : best), 0);
  const shortest = lengths.reduce((best, length, u) => (length < lengths[best] ? u : best), 0);
  const chosen: LeftOut[] = [
    { unit: longest, kind: 'longest' },
    { unit: shortest, kind: 'shortest' },
    ...Array.from({ length: spacedUnits }, (_, i): LeftOut => ({ unit: Math.floor(((i + 0.5) * count) / spacedUnits), kind: 'evenlySpaced' })),
  ];
  return chosen.filter(({ unit }, i) => chosen.findIndex((other) => other.unit === unit) === i);
}

/** Other units for the batch of a step, in rising order: evenly spaced, other ones in each step; all there are in small data. */
export function matesOf(unit: number, step: number, records: EncodedRecords): Int32Array {
  const others = Array.from({ length: unitCount(records) }, (_, u) => u).filter((u) => u !== unit);
  const taken = Math.min(batchMates, others.length);
  const spacing = others.length / taken;
  const places = Array.from({ length: taken }, (_, i) => (step + Math.floor(i * spacing)) % others.length);
  return Int32Array.from(new Set(places), (place) => others[place]).sort();
}
