// Gradients of linear layers: of ranges of rows, as norms of records, and weighted sums.
import { gradientSquaredNorm, keepsGradient } from './gradientNorm';
import { at } from './lanes';
import { multiply } from './multiply';
import { startOf } from './segments';
import { addScaled, fillZero, scale, squaredSum } from './vectors';

/**
 * Xᵀ · dY of each segment, which is an expert's range of sorted rows (zero if it has none).
 * x (R, inputs), dy (R, outputs), starts (segments + 1) → gradients (segments, inputs · outputs).
 */
export function segmentGradients(
  x: usize, inputs: i32, dy: usize, outputs: i32, starts: usize, segments: i32, gradients: usize,
): void {
  for (let s = 0; s < segments; s++) {
    const first = startOf(starts, s);
    const rows = startOf(starts, s + 1) - first;
    const gradient = at(gradients, s * inputs * outputs);
    multiply(inputs, outputs, rows, at(x, first * inputs), inputs, true, at(dy, first * outputs), outputs, false, gradient, outputs);
  }
}

/**
 * ‖X_bᵀ dY_b‖² of each record, and one after the other in `kept` the gradients of those records for which `keepsGradient` says so.
 * Extra workspace: gradientNormElements of the longest record.
 */
export function gradientSquaredNorms(
  x: usize, inputs: i32, dy: usize, outputs: i32, starts: usize, records: i32, kept: usize, norms: usize,
): void {
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const rows = startOf(starts, b + 1) - first;
    const ownX = at(x, first * inputs);
    const ownDy = at(dy, first * outputs);
    let norm: f64;
    if (keepsGradient(rows, inputs, outputs)) {
      multiply(inputs, outputs, rows, ownX, inputs, true, ownDy, outputs, false, kept, outputs);
      norm = squaredSum(kept, inputs * outputs);
      kept = at(kept, inputs * outputs);
    } else {
      norm = gradientSquaredNorm(ownX, inputs, ownDy, outputs, rows);
    }
    f32.store(at(norms, b), <f32>norm);
  }
}

/** m (rows, n) → norms (rows). */
export function rowSquaredNorms(m: usize, rows: i32, n: i32, norms: usize): void {
  for (let i = 0; i < rows; i++) {
    f32.store(at(norms, i), <f32>squaredSum(at(m, i * n), n));
  }
}

/** Columns that are summed over all rows before the next ones: their sums stay in the first-level cache. */
const SUM_COLUMNS: i32 = 2048;

/** m (rows, n), weights (rows) → sum (n). */
export function weightedRowSum(m: usize, weights: usize, rows: i32, n: i32, sum: usize): void {
  fillZero(sum, n);
  for (let j = 0; j < n; j += SUM_COLUMNS) {
    const columns = min(SUM_COLUMNS, n - j);
    for (let i = 0; i < rows; i++) {
      addScaled(at(sum, j), at(m, i * n + j), f32.load(at(weights, i)), columns);
    }
  }
}

/** m (R, n), weights (B) → scaled (R, n). */
export function scaleRows(m: usize, n: i32, weights: usize, starts: usize, records: i32, scaled: usize): void {
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const elements = (startOf(starts, b + 1) - first) * n;
    scale(at(scaled, first * n), at(m, first * n), f32.load(at(weights, b)), elements);
  }
}
