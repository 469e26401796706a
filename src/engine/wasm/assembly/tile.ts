// The two inner loops of every product: a 4 × 8 tile of the result, held in registers over the whole inner dimension.
import { at, multiplyAdd } from './lanes';

/**
 * Each element of a tile is one chain of additions in rising k, whatever the layout of the operands and whatever tile the
 * element falls into. So a row of a product never depends on which rows lie around it, bit for bit.
 */
export const TILE_ROWS: i32 = 4;
export const TILE_COLUMNS: i32 = 8;

/** c (4, 8) = or += the sums in the registers. `stride` in bytes between rows of c. */
@inline
function store(
  c: usize, stride: usize, accumulate: bool,
  c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128,
): void {
  const row1 = c + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  if (accumulate) {
    c00 = f32x4.add(v128.load(c), c00);
    c01 = f32x4.add(v128.load(c, 16), c01);
    c10 = f32x4.add(v128.load(row1), c10);
    c11 = f32x4.add(v128.load(row1, 16), c11);
    c20 = f32x4.add(v128.load(row2), c20);
    c21 = f32x4.add(v128.load(row2, 16), c21);
    c30 = f32x4.add(v128.load(row3), c30);
    c31 = f32x4.add(v128.load(row3, 16), c31);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(row1, c10);
  v128.store(row1, c11, 16);
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  v128.store(row3, c30);
  v128.store(row3, c31, 16);
}

/**
 * Tile of a product whose left operand has its four rows side by side at each k: packed, or transposed in memory.
 * a: 4 elements at each of `depth` steps of aStep bytes; b: 8 elements at each of `depth` steps of bStep bytes.
 */
export function tileOfPanels(
  depth: i32, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStride: usize, accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = multiplyAdd(c00, a0, b0);
    c01 = multiplyAdd(c01, a0, b1);
    const a1 = v128.load32_splat(a, 4);
    c10 = multiplyAdd(c10, a1, b0);
    c11 = multiplyAdd(c11, a1, b1);
    const a2 = v128.load32_splat(a, 8);
    c20 = multiplyAdd(c20, a2, b0);
    c21 = multiplyAdd(c21, a2, b1);
    const a3 = v128.load32_splat(a, 12);
    c30 = multiplyAdd(c30, a3, b0);
    c31 = multiplyAdd(c31, a3, b1);
    a += aStep;
    b += bStep;
  }
  store(c, cStride, accumulate, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** The same for a left operand whose rows each run along k: a0 to a3 point to the four rows. */
export function tileOfRows(
  depth: i32, a0: usize, a1: usize, a2: usize, a3: usize, b: usize, bStep: usize, c: usize, cStride: usize, accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = at(a0, depth);
  while (a0 < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const r0 = v128.load32_splat(a0);
    c00 = multiplyAdd(c00, r0, b0);
    c01 = multiplyAdd(c01, r0, b1);
    const r1 = v128.load32_splat(a1);
    c10 = multiplyAdd(c10, r1, b0);
    c11 = multiplyAdd(c11, r1, b1);
    const r2 = v128.load32_splat(a2);
    c20 = multiplyAdd(c20, r2, b0);
    c21 = multiplyAdd(c21, r2, b1);
    const r3 = v128.load32_splat(a3);
    c30 = multiplyAdd(c30, r3, b0);
    c31 = multiplyAdd(c31, r3, b1);
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    b += bStep;
  }
  store(c, cStride, accumulate, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** c (rows, columns) = or += the upper left part of a tile that was computed elsewhere. `stride` in elements. */
export function storePart(tile: usize, c: usize, stride: i32, rows: i32, columns: i32, accumulate: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = f32.load(at(tile, i * TILE_COLUMNS + j));
      const target = at(c, i * stride + j);
      f32.store(target, accumulate ? f32.load(target) + value : value);
    }
  }
}
