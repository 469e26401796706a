// Top-1 router: softmax, choice, capacity, the sorted order of the rows, its losses and their gradient.
import { log1 } from './exponential';
import { at, loadSome, storeSome, wholeVectors } from './lanes';
import { startOf } from './segments';
import { exponentials, largest } from './softmax';
import { add, dot, fillZero, scale } from './vectors';
import { extraSpace } from './workspace';

/** Lowest index among the largest of n elements. */
@inline
function firstLargest(row: usize, n: i32, most: f32): i32 {
  for (let e = 0; e < n; e++) {
    if (f32.load(at(row, e)) === most) return e;
  }
  return 0;
}

/** logits (rows, experts) → probabilities (rows, experts), logSumExp (rows), expert (rows), gate of the choice (rows). */
export function routerSoftmax(
  logits: usize, rows: i32, experts: i32, probabilities: usize, logSumExp: usize, expert: usize, gate: usize,
): void {
  for (let i = 0; i < rows; i++) {
    const row = at(logits, i * experts);
    const target = at(probabilities, i * experts);
    const most = largest(row, experts);
    const chosen = firstLargest(row, experts, most);
    const sum = exponentials(target, row, most, experts);
    scale(target, target, <f32>1 / sum, experts);
    f32.store(at(logSumExp, i), most + log1(sum));
    i32.store(at(expert, i), chosen);
    f32.store(at(gate, i), f32.load(at(target, chosen)));
  }
}

/** Position of a row over capacity, until the number of kept rows is known. */
const DROPPED: i32 = -1;

/**
 * Keeps, of each record, the first `capacity` rows of each expert, and sorts the rows by expert, then by row; dropped rows
 * come last and lose their gate. Extra workspace: 2 · experts elements.
 * expert (R) → gate (R), order (R), position (R), offsets (experts + 1)
 */
export function sortByExpert(
  expert: usize, experts: i32, capacity: i32, starts: usize, records: i32,
  gate: usize, order: usize, position: usize, offsets: usize,
): void {
  const used = extraSpace();
  const counts = at(used, experts);
  fillZero(counts, experts);
  // First pass: which rows are kept; a kept row's position counts within its expert.
  for (let b = 0; b < records; b++) {
    fillZero(used, experts);
    const end = startOf(starts, b + 1);
    for (let i = startOf(starts, b); i < end; i++) {
      const e = i32.load(at(expert, i));
      const taken = i32.load(at(used, e));
      if (taken < capacity) {
        const count = i32.load(at(counts, e));
        i32.store(at(used, e), taken + 1);
        i32.store(at(counts, e), count + 1);
        i32.store(at(position, i), count);
      } else {
        i32.store(at(position, i), DROPPED);
        f32.store(at(gate, i), 0);
      }
    }
  }
  let offset = 0;
  for (let e = 0; e < experts; e++) {
    i32.store(at(offsets, e), offset);
    offset += i32.load(at(counts, e));
  }
  i32.store(at(offsets, experts), offset);
  // Second pass: final positions.
  const rows = startOf(starts, records);
  for (let i = 0; i < rows; i++) {
    const within = i32.load(at(position, i));
    const target = within === DROPPED ? offset++ : i32.load(at(offsets, i32.load(at(expert, i)))) + within;
    i32.store(at(position, i), target);
    i32.store(at(order, target), i);
  }
}

/** share (experts) = fraction of a record's rows that chose each expert, dropped or not. */
function chosenShares(expert: usize, first: i32, end: i32, experts: i32, share: usize): void {
  fillZero(share, experts);
  for (let i = first; i < end; i++) {
    const cell = at(share, i32.load(at(expert, i)));
    f32.store(cell, f32.load(cell) + 1);
  }
  scale(share, share, <f32>1 / <f32>(end - first), experts);
}

/**
 * Losses of each record: balancing · E · Σ_e f_e P_e (Fedus et al. 2022, eq. 4) + zLoss · mean (log Σ exp)² (Zoph et al. 2022,
 * eq. 5). f is `load` (experts), or each record's own where that is 0. → losses (B). Extra workspace: 2 · experts elements.
 */
export function routerLoss(
  probabilities: usize, logSumExp: usize, expert: usize, experts: i32, balancing: f32, load: usize, zLoss: f32,
  starts: usize, records: i32, losses: usize,
): void {
  const own = extraSpace();
  const share = load === 0 ? own : load;
  const mean = at(own, experts);
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const end = startOf(starts, b + 1);
    const perRow = <f32>1 / <f32>(end - first);
    if (load === 0) chosenShares(expert, first, end, experts, own);
    fillZero(mean, experts);
    for (let i = first; i < end; i++) {
      add(mean, at(probabilities, i * experts), experts);
    }
    const balance = <f32>experts * perRow * dot(share, mean, experts);
    const square = perRow * dot(at(logSumExp, first), at(logSumExp, first), end - first);
    f32.store(at(losses, b), balancing * balance + zLoss * square);
  }
}

/** row = probabilities ⊙ (slopes - shift). */
@inline
function softmaxGradient(row: usize, probabilities: usize, slopes: usize, shift: f32, n: i32): void {
  const shifts = f32x4.splat(shift);
  const whole = wholeVectors(n);
  for (let e = 0; e < whole; e += 4) {
    v128.store(at(row, e), f32x4.mul(v128.load(at(probabilities, e)), f32x4.sub(v128.load(at(slopes, e)), shifts)));
  }
  if (whole < n) {
    const rest = n - whole;
    const slope = f32x4.sub(loadSome(at(slopes, whole), rest, 0), shifts);
    storeSome(at(row, whole), rest, f32x4.mul(loadSome(at(probabilities, whole), rest, 0), slope));
  }
}

/**
 * Gradient of the logits, through the gate of kept rows and the router losses. dGate (R), load (experts) or 0 → dLogits (R, experts)
 * Extra workspace: experts elements.
 */
export function routeBackward(
  probabilities: usize, logSumExp: usize, expert: usize, position: usize, offsets: usize, experts: i32,
  dGate: usize, balancing: f32, load: usize, zLoss: f32, starts: usize, records: i32, dLogits: usize,
): void {
  const slopes = extraSpace();
  const kept = i32.load(at(offsets, experts));
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const end = startOf(starts, b + 1);
    const perRow = <f32>1 / <f32>(end - first);
    // ∂ balancing loss / ∂ probability is the same for all rows of a record.
    if (load === 0) chosenShares(expert, first, end, experts, slopes);
    scale(slopes, load === 0 ? slopes : load, balancing * <f32>experts * perRow, experts);
    for (let i = first; i < end; i++) {
      const row = at(probabilities, i * experts);
      const ownSlope = at(slopes, i32.load(at(expert, i)));
      const balanceSlope = f32.load(ownSlope);
      if (i32.load(at(position, i)) < kept) f32.store(ownSlope, balanceSlope + f32.load(at(dGate, i)));
      // ∂ (log Σ exp) / ∂ logit is the probability, so the z-loss adds a constant to all slopes.
      const zSlope = zLoss * 2 * perRow * f32.load(at(logSumExp, i));
      softmaxGradient(at(dLogits, i * experts), row, slopes, dot(row, slopes, experts) - zSlope, experts);
      f32.store(ownSlope, balanceSlope);
    }
  }
}
