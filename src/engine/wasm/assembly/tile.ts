// The two inner loops of every product: a 4 × 8 tile of the result, held in registers over the whole inner dimension.
import { at, multiplyAdd } from './lanes';

/**
 * Each element of a tile is one chain of additions in rising k, whatever the layout of the operands, whatever tile the element
 * falls into, and wherever the inner dimension is cut into blocks. So a row of a product never depends on which rows lie around
 * it, bit for bit; and in a sum over rows, rows of zeros leave what the others add up to as it is.
 */
export const TILE_ROWS: i32 = 4;
export const TILE_COLUMNS: i32 = 8;

/** c (4, 8) = the sums in the registers. `stride` in bytes between rows of c. */
@inline
function store(c: usize, stride: usize, c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128): void {
  const row1 = c + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(row1, c10);
  v128.store(row1, c11, 16);
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  v128.store(row3, c30);
  v128.store(row3, c31, 16);
}

/** Where the chain of four elements begins: at 0, or at what is there already. */
@inline
function begin(c: usize, accumulate: bool): v128 {
  return accumulate ? v128.load(c) : f32x4.splat(0);
}

/**
 * Tile of a product whose left operand has its four rows side by side at each k: packed, or transposed in memory.
 * a: 4 elements at each of `depth` steps of aStep bytes; b: 8 elements at each of `depth` steps of bStep bytes.
 */
export function tileOfPanels(
  depth: i32, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStride: usize, accumulate: bool,
): void {
  let c00 = begin(c, accumulate);
  let c01 = begin(c + 16, accumulate);
  let c10 = begin(c + cStride, accumulate);
  let c11 = begin(c + cStride + 16, accumulate);
  let c20 = begin(c + 2 * cStride, accumulate);
  let c21 = begin(c + 2 * cStride + 16, accumulate);
  let c30 = begin(c + 3 * cStride, accumulate);
  let c31 = begin(c + 3 * cStride + 16, accumulate);
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
  store(c, cStride, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** The same for a left operand whose rows each run along k: a0 to a3 point to the four rows. */
export function tileOfRows(
  depth: i32, a0: usize, a1: usize, a2: usize, a3: usize, b: usize, bStep: usize, c: usize, cStride: usize, accumulate: bool,
): void {
  let c00 = begin(c, accumulate);
  let c01 = begin(c + 16, accumulate);
  let c10 = begin(c + cStride, accumulate);
  let c11 = begin(c + cStride + 16, accumulate);
  let c20 = begin(c + 2 * cStride, accumulate);
  let c21 = begin(c + 2 * cStride + 16, accumulate);
  let c30 = begin(c + 3 * cStride, accumulate);
  let c31 = begin(c + 3 * cStride + 16, accumulate);
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
  store(c, cStride, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** Puts c (rows, columns) into the upper left part of a tile, so that its chains can go on elsewhere. `stride` in elements. */
export function loadPart(c: usize, stride: i32, rows: i32, columns: i32, tile: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      f32.store(at(tile, i * TILE_COLUMNS + j), f32.load(at(c, i * stride + j)));
    }
  }
}

/** c (rows, columns) = the upper left part of a tile that was computed elsewhere. `stride` in elements. */
export function storePart(tile: usize, c: usize, stride: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      f32.store(at(c, i * stride + j), f32.load(at(tile, i * TILE_COLUMNS + j)));
    }
  }
}
