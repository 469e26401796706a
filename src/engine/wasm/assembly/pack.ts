// Copies parts of a matrix into panels: for each step of the inner dimension, 4 or 8 neighbouring elements side by side.
import { at } from './lanes';
import { TILE_COLUMNS, TILE_ROWS } from './tile';

/** Four vectors, one from each address, written as the four columns of their 4 × 4 block, `step` bytes apart. */
@inline
function transposeBlock(r0: usize, r1: usize, r2: usize, r3: usize, target: usize, step: usize): void {
  const v0 = v128.load(r0);
  const v1 = v128.load(r1);
  const v2 = v128.load(r2);
  const v3 = v128.load(r3);
  const low01 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(target + step, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(target + 2 * step, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(target + 3 * step, v128.shuffle<i64>(high01, high23, 1, 3));
}

/** Panel of `width` ≤ panelWidth, element by element, padded with zeros. */
function packPart(source: usize, kStride: i32, sideStride: i32, depth: i32, width: i32, panelWidth: i32, target: usize): void {
  for (let k = 0; k < depth; k++) {
    for (let side = 0; side < panelWidth; side++) {
      const value: f32 = side < width ? f32.load(at(source, k * kStride + side * sideStride)) : 0;
      f32.store(at(target, k * panelWidth + side), value);
    }
  }
}

/** Neighbours lie side by side at each k, `stride` elements from one k to the next. Panel of 8. */
export function packWide(source: usize, stride: i32, depth: i32, width: i32, target: usize): void {
  if (width < TILE_COLUMNS) {
    packPart(source, stride, 1, depth, width, TILE_COLUMNS, target);
    return;
  }
  const step = <usize>stride << 2;
  for (let k = 0; k < depth; k++) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += step;
    target += 32;
  }
}

/** The same with panels of 4. */
export function packNarrow(source: usize, stride: i32, depth: i32, width: i32, target: usize): void {
  if (width < TILE_ROWS) {
    packPart(source, stride, 1, depth, width, TILE_ROWS, target);
    return;
  }
  const step = <usize>stride << 2;
  for (let k = 0; k < depth; k++) {
    v128.store(target, v128.load(source));
    source += step;
    target += 16;
  }
}

/** Each neighbour is a row that runs along k, `stride` elements from one to the next. Panel of 8. */
export function packRows(source: usize, stride: i32, depth: i32, width: i32, target: usize): void {
  if (width < TILE_COLUMNS) {
    packPart(source, 1, stride, depth, width, TILE_COLUMNS, target);
    return;
  }
  const step = <usize>stride << 2;
  const lower = source + 4 * step;
  const whole = depth & ~3;
  for (let k = 0; k < whole; k += 4) {
    const upperRow = at(source, k);
    const lowerRow = at(lower, k);
    const block = at(target, k * TILE_COLUMNS);
    transposeBlock(upperRow, upperRow + step, upperRow + 2 * step, upperRow + 3 * step, block, 32);
    transposeBlock(lowerRow, lowerRow + step, lowerRow + 2 * step, lowerRow + 3 * step, block + 16, 32);
  }
  packPart(at(source, whole), 1, stride, depth - whole, width, TILE_COLUMNS, at(target, whole * TILE_COLUMNS));
}
