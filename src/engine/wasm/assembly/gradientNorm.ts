// ‖Xᵀ dY‖² of a run of rows, with or without the gradient Xᵀ dY itself.
import { at, multiplyAdd, sumLanes } from './lanes';
import { multiply } from './multiply';
import { packRows } from './pack';
import { dot, squaredSum } from './vectors';
import { tileOfPanels, TILE_COLUMNS } from './tile';
import { extraSpace, firstTile, secondTile } from './workspace';

@inline
function padded(rows: i32): i32 {
  return (rows + TILE_COLUMNS - 1) & ~(TILE_COLUMNS - 1);
}

/** Multiplications of the ghost norm: half of two rows × rows Gram matrices, which are symmetric, in blocks of 8. */
@inline
function ghostMultiplications(rows: i32, inputs: i32, outputs: i32): f64 {
  const size = padded(rows);
  return <f64>size * <f64>(size + TILE_COLUMNS) * 0.5 * <f64>(inputs + outputs);
}

/** Whether the ghost norm takes fewer multiplications than the gradient itself. */
@inline
function ghostIsCheaper(rows: i32, inputs: i32, outputs: i32): bool {
  return ghostMultiplications(rows, inputs, outputs) < <f64>rows * <f64>inputs * <f64>outputs;
}

/** Multiplications in the time in which one element of a gradient is written, and read for the norm and for the sum. Measured. */
const MULTIPLICATIONS_PER_KEPT_ELEMENT: f64 = 32;

/** Elements that a kept gradient may have for each of its rows: 8 MiB in a micro-batch of 4,096 rows. */
const KEPT_ELEMENTS_PER_ROW: i32 = 512;

/**
 * Whether the gradient of so many rows is better computed once and kept for the clipped sum, which then needs no product for it,
 * than only normed. The answer depends on nothing but the unit itself: with one for the whole batch, batch-mates would change
 * the last bits of a norm.
 */
export function keepsGradient(rows: i32, inputs: i32, outputs: i32): bool {
  const kept = <f64>inputs * <f64>outputs * MULTIPLICATIONS_PER_KEPT_ELEMENT;
  return inputs * outputs <= KEPT_ELEMENTS_PER_ROW * rows && kept < ghostMultiplications(rows, inputs, outputs);
}

/** Elements of extra workspace that `gradientSquaredNorm` needs for up to `rows` rows, whichever way it takes. */
export function gradientNormElements(rows: i32, inputs: i32, outputs: i32): i32 {
  return max(padded(rows) * (inputs + outputs), inputs * outputs);
}

/** Panels of 8 rows of m (rows, n), zero-padded. */
function packAllRows(m: usize, rows: i32, n: i32, target: usize): void {
  for (let i = 0; i < rows; i += TILE_COLUMNS) {
    packRows(at(m, i * n), n, n, min(TILE_COLUMNS, rows - i), at(target, i * n));
  }
}

/** Σ a ⊙ b over two 4 × 8 tiles. */
@inline
function tileDot(a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  for (let offset: usize = 0; offset < 128; offset += 16) {
    sum = multiplyAdd(sum, v128.load(a + offset), v128.load(b + offset));
  }
  return sumLanes(sum);
}

/**
 * ⟨X Xᵀ, dY dYᵀ⟩, from the upper blocks of the two Gram matrices, which never exist as a whole.
 * Goodfellow 2015, "Efficient per-example gradient computations", for sequences as in Li et al. 2022, eq. (5).
 */
function ghostSquaredNorm(x: usize, inputs: i32, dy: usize, outputs: i32, rows: i32): f64 {
  const xPanels = extraSpace();
  const dyPanels = at(xPanels, padded(rows) * inputs);
  packAllRows(x, rows, inputs, xPanels);
  packAllRows(dy, rows, outputs, dyPanels);
  let total: f64 = 0;
  for (let i = 0; i < rows; i += TILE_COLUMNS) {
    for (let j = i; j < rows; j += TILE_COLUMNS) {
      const weight: f64 = i === j ? 1 : 2;
      for (let half: usize = 0; half < 32; half += 16) {
        tileOfPanels(inputs, at(xPanels, i * inputs) + half, 32, at(xPanels, j * inputs), 32, firstTile(), 32, false);
        tileOfPanels(outputs, at(dyPanels, i * outputs) + half, 32, at(dyPanels, j * outputs), 32, secondTile(), 32, false);
        total += weight * <f64>tileDot(firstTile(), secondTile());
      }
    }
  }
  return total;
}

/** ‖Xᵀ dY‖² for x (rows, inputs), dy (rows, outputs), by whichever of ghost norm and gradient takes less work. */
export function gradientSquaredNorm(x: usize, inputs: i32, dy: usize, outputs: i32, rows: i32): f64 {
  if (rows === 1) return <f64>dot(x, x, inputs) * <f64>dot(dy, dy, outputs);
  if (ghostIsCheaper(rows, inputs, outputs)) return ghostSquaredNorm(x, inputs, dy, outputs, rows);
  const gradient = extraSpace();
  multiply(inputs, outputs, rows, x, inputs, true, dy, outputs, false, gradient, outputs);
  return squaredSum(gradient, inputs * outputs);
}
