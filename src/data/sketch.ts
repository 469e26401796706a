// A keyed sketch of a data set's texts: tells how much of one data set is in another, without keeping any text.
import { createHmac } from 'node:crypto';

/** Bytes of one hash: among a billion texts, two that differ share one with a chance below 3 %. */
const hashBytes = 8;

/** Most hashes of a sketch (two megabytes); smaller data sets are kept whole. */
export const sketchSize = 262_144;

/** The most that sketches held which were put on ledgers before. */
const formerSketchSize = 65_536;

/**
 * The smallest keyed hashes of the distinct texts, sorted: a bottom-k sketch (Broder 1997, "On the resemblance and containment of
 * documents"). Only the text of a record counts: neither its label, nor the order of the records, nor how the file and its columns are
 * called. Without the secret nobody can test whether a text is in it.
 * @returns bytes (up to 262,144 × 8)
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
  readonly seen: number;
  /** Estimated number of texts that are in both data sets: what was seen, divided by the part of all hashes that was looked at. */
  readonly common: number;
}

/**
 * How much two data sets have in common. Both sketches hold every hash up to the smaller of their largest ones, so what lies below is a
 * fair sample of both; it is everything for data sets of at most 262,144 texts, whose figures are exact. Beyond that a share p is off by
 * about √(p(1−p)/m), where m is the number of hashes of that data set in the sample; of a subset of n texts in a data set of N the
 * sample sees n · 262,144 / N, give or take its square root: thirty of a million are hardly ever missed, a single one mostly is.
 * Sketches of before, with at most 65,536 hashes, are sampled as far as they go.
 */
export function overlapOf(first: Uint8Array, second: Uint8Array): Overlap {
  const [one, other] = [new Hashes(first), new Hashes(second)];
  const sample = Math.min(one.covered, other.covered);
  const [sampled, sampledOther] = [one.countUpTo(sample), other.countUpTo(sample)];
  const seen = commonHashes(one, sampled, other, sampledOther);
  return { ofFirst: share(seen, sampled), ofSecond: share(seen, sampledOther), seen, common: Math.round(seen / sample) };
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** A walk along both, which are sorted. */
function commonHashes(one: Hashes, ones: number, other: Hashes, others: number): number {
  let common = 0;
  for (let i = 0, j = 0; i < ones && j < others; ) {
    const difference = one.compare(i, other, j);
    if (difference === 0) common++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return common;
}

/** The sorted hashes of a sketch, as unsigned numbers of 64 bits. */
class Hashes {
  private readonly view: DataView;
  readonly length: number;

  constructor(sketch: Uint8Array) {
    this.view = new DataView(sketch.buffer, sketch.byteOffset, sketch.byteLength);
    this.length = sketch.byteLength / hashBytes;
  }

  /** How far into all hashes the sketch goes, from 0 to 1: up to its largest hash when it is full, else it holds everything. */
  get covered(): number {
    return this.length === sketchSize || this.length === formerSketchSize ? this.fraction(this.length - 1) : 1;
  }

  /** Number of hashes at or below a part of all hashes. */
  countUpTo(fraction: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.fraction(middle) <= fraction) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  compare(index: number, other: Hashes, otherIndex: number): number {
    return this.word(index, 0) - other.word(otherIndex, 0) || this.word(index, 1) - other.word(otherIndex, 1);
  }

  /** A hash as a part of all hashes, in (0, 1]; rounding keeps the order. */
  private fraction(index: number): number {
    return (this.word(index, 0) + (this.word(index, 1) + 1) / 2 ** 32) / 2 ** 32;
  }

  private word(index: number, half: 0 | 1): number {
    return this.view.getUint32(index * hashBytes + half * 4);
  }
}
