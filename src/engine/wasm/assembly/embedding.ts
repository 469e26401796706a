// Embedding table: look-up, norm of each record's gradient, and the clipped sum.
import { at } from './lanes';
import { startOf } from './segments';
import { add, addScaled, copy, fillZero, scale, squaredSum } from './vectors';
import { extraSpace } from './workspace';

/** First position whose id is not in [0, vocabulary), or -1. */
export function firstOutside(ids: usize, count: i32, vocabulary: i32): i32 {
  for (let i = 0; i < count; i++) {
    if (<u32>i32.load(at(ids, i)) >= <u32>vocabulary) return i;
  }
  return -1;
}

/** table (V, d), ids (R) → rows (R, d). */
export function embed(table: usize, ids: usize, count: i32, d: i32, multiplier: f32, rows: usize): void {
  for (let i = 0; i < count; i++) {
    scale(at(rows, i * d), at(table, i32.load(at(ids, i)) * d), multiplier, d);
  }
}

/** Slots of the hash table of a record with `rows` ids: a power of two, at most half full. */
function slotsFor(rows: i32): i32 {
  return 1 << (33 - clz(rows));
}

/** Elements of extra workspace that `embeddingSquaredNorms` needs. */
export function embeddingNormElements(longest: i32, d: i32): i32 {
  return slotsFor(longest) + longest * d;
}

const EMPTY: i32 = -1;

/** First row of the record that has the same id as `row`, which is remembered as such if there is none before. */
@inline
function firstWithSameId(ids: usize, row: i32, slots: usize, mask: i32): i32 {
  const id = i32.load(at(ids, row));
  // Multiplicative hashing: neighbouring ids go to distant slots.
  let slot = (id * 0x9e3779b1) & mask;
  let found = i32.load(at(slots, slot));
  while (found !== EMPTY && i32.load(at(ids, found)) !== id) {
    slot = (slot + 1) & mask;
    found = i32.load(at(slots, slot));
  }
  if (found !== EMPTY) return found;
  i32.store(at(slots, slot), row);
  return row;
}

/**
 * ‖gradient of the table‖² of each record: rows of dy with one id add up before they are squared. dy (R, d) → norms (B).
 * Extra workspace: embeddingNormElements of the longest record.
 */
export function embeddingSquaredNorms(
  ids: usize, dy: usize, d: i32, starts: usize, records: i32, multiplier: f32, norms: usize,
): void {
  const factor = <f64>multiplier * <f64>multiplier;
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const rows = startOf(starts, b + 1) - first;
    const slotCount = slotsFor(rows);
    const slots = extraSpace();
    const sums = at(slots, slotCount);
    memory.fill(slots, 0xff, <usize>slotCount << 2);
    const recordIds = at(ids, first);
    for (let i = 0; i < rows; i++) {
      const gradient = at(dy, (first + i) * d);
      const owner = firstWithSameId(recordIds, i, slots, slotCount - 1);
      if (owner === i) {
        copy(at(sums, i * d), gradient, d);
      } else {
        add(at(sums, owner * d), gradient, d);
        fillZero(at(sums, i * d), d);
      }
    }
    f32.store(at(norms, b), <f32>(factor * squaredSum(sums, rows * d)));
  }
}

/** table (V, d) = 0, then table[id] += weight of the record (1 for none) · multiplier · dy. */
export function embeddingGradient(
  ids: usize, dy: usize, d: i32, weights: usize, starts: usize, records: i32, multiplier: f32, vocabulary: i32, table: usize,
): void {
  fillZero(table, vocabulary * d);
  for (let b = 0; b < records; b++) {
    const factor = weights ? multiplier * f32.load(at(weights, b)) : multiplier;
    const end = startOf(starts, b + 1);
    for (let i = startOf(starts, b); i < end; i++) {
      addScaled(at(table, i32.load(at(ids, i)) * d), at(dy, i * d), factor, d);
    }
  }
}
