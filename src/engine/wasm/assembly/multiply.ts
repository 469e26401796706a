// Matrix product of row-major float32 matrices in any transposition, blocked for the caches.
import { at } from './lanes';
import { packNarrow, packRows, packWide } from './pack';
import { loadPart, storePart, tileOfPanels, tileOfRows, TILE_COLUMNS, TILE_ROWS } from './tile';
import { BLOCK_COLUMNS, BLOCK_DEPTH, BLOCK_ROWS, columnPanels, firstTile, rowPanels } from './workspace';

/** A block up to this size is read where it lies: it stays in the first-level cache, and packing would not pay. */
const DIRECT_BYTES: i32 = 16384;

/** Packing the rows of a transposed left matrix pays when they are read for more columns than this. */
const DIRECT_COLUMNS: i32 = 32;

@inline
function readDirectly(depth: i32, stride: i32): bool {
  return depth * stride * 4 <= DIRECT_BYTES;
}

/** Packs the columns of a block of op(b) that cannot be read where they lie. b points to the block's first element. */
function prepareColumns(b: usize, ldb: i32, transposed: bool, depth: i32, columns: i32, direct: bool): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const width = min(TILE_COLUMNS, columns - j);
    if (direct && width === TILE_COLUMNS) continue;
    const panel = at(columnPanels(), j * depth);
    if (transposed) packRows(at(b, j * ldb), ldb, depth, width, panel);
    else packWide(at(b, j), ldb, depth, width, panel);
  }
}

/** Packs the rows of a block of op(a) = aᵀ that cannot be read where they lie. */
function prepareRows(a: usize, lda: i32, depth: i32, rows: i32, direct: bool): void {
  for (let i = 0; i < rows; i += TILE_ROWS) {
    const width = min(TILE_ROWS, rows - i);
    if (direct && width === TILE_ROWS) continue;
    packNarrow(at(a, i), lda, depth, width, at(rowPanels(), i * depth));
  }
}

/** One block: c (rows, columns) = or += op(a) (rows, depth) · panels (depth, columns). */
function multiplyBlock(
  rows: i32, columns: i32, depth: i32,
  a: usize, lda: i32, transposeA: bool, directA: bool,
  b: usize, ldb: i32, directB: bool,
  c: usize, ldc: i32, accumulate: bool,
): void {
  const aStride = <usize>lda << 2;
  const cStride = <usize>ldc << 2;
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const width = min(TILE_COLUMNS, columns - j);
    const unpackedB = directB && width === TILE_COLUMNS;
    const panel = unpackedB ? at(b, j) : at(columnPanels(), j * depth);
    const panelStep = unpackedB ? <usize>ldb << 2 : 32;
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const height = min(TILE_ROWS, rows - i);
      const whole = height === TILE_ROWS && width === TILE_COLUMNS;
      const target = at(c, i * ldc + j);
      const tile = whole ? target : firstTile();
      const tileStride = whole ? cStride : 32;
      if (!whole && accumulate) loadPart(target, ldc, height, width, tile);
      if (transposeA) {
        const unpackedA = directA && height === TILE_ROWS;
        const rowPanel = unpackedA ? at(a, i) : at(rowPanels(), i * depth);
        tileOfPanels(depth, rowPanel, unpackedA ? aStride : 16, panel, panelStep, tile, tileStride, accumulate);
      } else {
        // Rows past the edge repeat the last one; their results are not stored.
        const row0 = at(a, i * lda);
        const row1 = height > 1 ? row0 + aStride : row0;
        const row2 = height > 2 ? row1 + aStride : row1;
        const row3 = height > 3 ? row2 + aStride : row2;
        tileOfRows(depth, row0, row1, row2, row3, panel, panelStep, tile, tileStride, accumulate);
      }
      if (!whole) storePart(tile, target, ldc, height, width);
    }
  }
}

/**
 * c (m, n) = op(a) (m, k) · op(b) (k, n). lda, ldb, ldc: elements from one row to the next, as the matrices lie in memory.
 * For k = 0 the result is zero. Where the inner dimension is cut into blocks depends on k alone.
 */
export function multiply(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, transposeA: bool,
  b: usize, ldb: i32, transposeB: bool,
  c: usize, ldc: i32,
): void {
  if (k === 0) {
    for (let i = 0; i < m; i++) {
      memory.fill(at(c, i * ldc), 0, <usize>n << 2);
    }
    return;
  }
  for (let j0 = 0; j0 < n; j0 += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, n - j0);
    for (let k0 = 0; k0 < k; k0 += BLOCK_DEPTH) {
      const depth = min(BLOCK_DEPTH, k - k0);
      const bBlock = transposeB ? at(b, j0 * ldb + k0) : at(b, k0 * ldb + j0);
      const directB = !transposeB && readDirectly(depth, ldb);
      prepareColumns(bBlock, ldb, transposeB, depth, columns, directB);
      const directA = transposeA && (columns <= DIRECT_COLUMNS || readDirectly(depth, lda));
      for (let i0 = 0; i0 < m; i0 += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, m - i0);
        const aBlock = transposeA ? at(a, k0 * lda + i0) : at(a, i0 * lda + k0);
        if (transposeA) prepareRows(aBlock, lda, depth, rows, directA);
        multiplyBlock(rows, columns, depth, aBlock, lda, transposeA, directA, bBlock, ldb, directB, at(c, i0 * ldc + j0), ldc, k0 > 0);
      }
    }
  }
}
