// A keyed sketch of a data set's texts: tells how much of one data set is in another, without keeping any text.
import { createHmac } from 'node:crypto';

/** Bytes of one hash: among a billion texts, two that differ share one with a chance below 3 %. */
const hashBytes = 8;

/** Most hashes of a sketch (half a megabyte); smaller data sets are kept whole. */
export const sketchSize = 65_536;

/**
 * The smallest keyed hashes of the distinct texts, sorted: a bottom-k sketch (Broder 1997, "On the resemblance and containment of
 * documents"). Only the text of a record counts: neither its label, nor the order of the records, nor how the file and its columns are
 * called. Without the secret nobody can test whether a text is in it.
 * @returns bytes (up to 65,536 × 8)
 */
export function sketchOf(texts: Iterable<string>, secret: Uint8Array): Uint8Array {
  const hashes = new Set<string>();
  for (const text of texts) hashes.add(createHmac('sha256', secret).update('sketch\0').update(text).digest().subarray(0, hashBytes).toString('latin1'));
  return Buffer.from([...hashes].sort().slice(0, sketchSize).join(''), 'latin1');
}

export interface Overlap {
  /** Estimated share of the first data set's texts that are in the second, from 0 to 1. */
  readonly ofFirst: number;
  readonly ofSecond: number;
  /** Texts that were found in both sketches. */
  readonly common: number;
}

/**
 * How much two data sets have in common. Both sketches hold every hash up to the smaller of their largest ones, so what lies below is a
 * fair sample of both; it is everything for data sets of at most 65,536 texts, whose shares are exact. Beyond that a share p is off by
 * about √(p(1−p)/m), where m is the number of hashes of that data set in the sample; of a subset of n texts in a data set of N the
 * sample sees about n · 65,536 / N.
 */
export function overlapOf(first: Uint8Array, second: Uint8Array): Overlap {
  const [one, other] = [hashesOf(first), hashesOf(second)];
  const end = [endOf(one), endOf(other)].reduce((a, b) => (a < b ? a : b));
  const [sampled, sampledOther] = [one, other].map((hashes) => hashes.filter((hash) => hash <= end));
  const known = new Set(sampledOther);
  const common = sampled.filter((hash) => known.has(hash)).length;
  return { ofFirst: share(common, sampled.length), ofSecond: share(common, sampledOther.length), common };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** A sketch that is not full holds everything, up to the end of all hashes. */
const endOf = (hashes: readonly string[]): string => (hashes.length < sketchSize ? '\u0100' : hashes[hashes.length - 1]);

function hashesOf(sketch: Uint8Array): string[] {
  const text = Buffer.from(sketch.buffer, sketch.byteOffset, sketch.byteLength).toString('latin1');
  return Array.from({ length: text.length / hashBytes }, (_, i) => text.slice(i * hashBytes, (i + 1) * hashBytes));
}
