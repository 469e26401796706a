// Rows to experts and back, and the experts' own products, over rows sorted by expert.
import { gradientNormElements, gradientSquaredNorm } from './gradientNorm';
import { at } from './lanes';
import { multiply } from './multiply';
import { recordOf } from './segments';
import { copy, dot, fillZero, scale } from './vectors';
import { extraSpace } from './workspace';

/** sorted[s] = x[order[s]]. (rows, n) */
export function dispatch(x: usize, order: usize, rows: i32, n: i32, sorted: usize): void {
  for (let s = 0; s < rows; s++) {
    copy(at(sorted, s * n), at(x, i32.load(at(order, s)) * n), n);
  }
}

/** x[i] = factor of the row (1 if factors is 0) · sorted[position[i]], zero where the row was dropped. (rows, n) */
export function gather(
  sorted: usize, position: usize, offsets: usize, experts: i32, factors: usize, rows: i32, n: i32, x: usize,
): void {
  const kept = i32.load(at(offsets, experts));
  for (let i = 0; i < rows; i++) {
    const s = i32.load(at(position, i));
    const target = at(x, i * n);
    if (s >= kept) fillZero(target, n);
    else if (factors) scale(target, at(sorted, s * n), f32.load(at(factors, i)), n);
    else copy(target, at(sorted, s * n), n);
  }
}

/** dy (rows, n) → dSorted (rows, n), zero behind the kept rows; dGate (rows), zero where dropped. */
export function combineBackward(
  sorted: usize, dy: usize, order: usize, gate: usize, offsets: usize, experts: i32,
  rows: i32, n: i32, dSorted: usize, dGate: usize,
): void {
  const kept = i32.load(at(offsets, experts));
  for (let s = 0; s < rows; s++) {
    const i = i32.load(at(order, s));
    const gradient = at(dy, i * n);
    const target = at(dSorted, s * n);
    if (s < kept) {
      scale(target, gradient, f32.load(at(gate, i)), n);
      f32.store(at(dGate, i), dot(at(sorted, s * n), gradient, n));
    } else {
      fillZero(target, n);
      f32.store(at(dGate, i), 0);
    }
  }
}

/** x (rows, inputs) sorted, w (experts, inputs, outputs), or (experts, outputs, inputs) transposed → y (rows, outputs). */
export function expertMatMul(
  x: usize, inputs: i32, w: usize, outputs: i32, transposeW: bool, offsets: usize, experts: i32, rows: i32, y: usize,
): void {
  for (let e = 0; e < experts; e++) {
    const first = i32.load(at(offsets, e));
    const count = i32.load(at(offsets, e + 1)) - first;
    const matrix = at(w, e * inputs * outputs);
    const ldw = transposeW ? inputs : outputs;
    multiply(count, outputs, inputs, at(x, first * inputs), inputs, false, matrix, ldw, transposeW, at(y, first * outputs), outputs);
  }
  const kept = i32.load(at(offsets, experts));
  fillZero(at(y, kept * outputs), (rows - kept) * outputs);
}

/** First sorted position from s on, below end, whose row is not before recordEnd. */
@inline
function endOfRun(order: usize, s: i32, end: i32, recordEnd: i32): i32 {
  while (s < end && i32.load(at(order, s)) < recordEnd) s++;
  return s;
}

/**
 * Σ_e ‖X_{b,e}ᵀ dY_{b,e}‖² of each record. x (rows, inputs), dy (rows, outputs), both sorted → norms (B)
 * Extra workspace: gradientNormElements of the longest record, and 2 · B elements behind for float64 totals.
 */
export function expertSquaredNorms(
  x: usize, inputs: i32, dy: usize, outputs: i32, order: usize, offsets: usize, experts: i32,
  starts: usize, records: i32, longest: i32, norms: usize,
): void {
  const totals = at(extraSpace(), gradientNormElements(longest, inputs, outputs));
  memory.fill(totals, 0, <usize>records << 3);
  for (let e = 0; e < experts; e++) {
    const end = i32.load(at(offsets, e + 1));
    let record = 0;
    for (let s = i32.load(at(offsets, e)); s < end; ) {
      record = recordOf(starts, i32.load(at(order, s)), record);
      const next = endOfRun(order, s, end, i32.load(at(starts, record + 1)));
      const norm = gradientSquaredNorm(at(x, s * inputs), inputs, at(dy, s * outputs), outputs, next - s);
      const total = totals + (<usize>record << 3);
      f64.store(total, f64.load(total) + norm);
      s = next;
    }
  }
  for (let b = 0; b < records; b++) {
    f32.store(at(norms, b), <f32>f64.load(totals + (<usize>b << 3)));
  }
}

/** Each sorted row times the weight of its record. m (rows, n), weights (B) → scaled (rows, n) */
export function scaleSortedRows(
  m: usize, n: i32, weights: usize, order: usize, offsets: usize, experts: i32, rows: i32, starts: usize, scaled: usize,
): void {
  let s = 0;
  // The dropped rows behind the last expert are one more group in rising order of rows.
  for (let e = 0; e <= experts; e++) {
    const end = e < experts ? i32.load(at(offsets, e + 1)) : rows;
    let record = 0;
    for (; s < end; s++) {
      record = recordOf(starts, i32.load(at(order, s)), record);
      scale(at(scaled, s * n), at(m, s * n), f32.load(at(weights, record)), n);
    }
  }
}
