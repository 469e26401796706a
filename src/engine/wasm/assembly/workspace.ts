// Scratch memory for all kernels: one block of the shared heap that the host hands in and may replace between calls.

/** Depth (inner dimension) of a block: a panel of 8 columns then fills a quarter of a 32 KiB first-level cache. */
export const BLOCK_DEPTH: i32 = 256;
export const BLOCK_ROWS: i32 = 64;
export const BLOCK_COLUMNS: i32 = 256;

/** Bytes of one 4 × 8 tile. */
const TILE_BYTES: usize = 128;
const ROW_PANEL_BYTES: usize = <usize>(BLOCK_DEPTH * BLOCK_ROWS) << 2;
const COLUMN_PANEL_BYTES: usize = <usize>(BLOCK_DEPTH * BLOCK_COLUMNS) << 2;
const FIXED_BYTES: usize = 2 * TILE_BYTES + ROW_PANEL_BYTES + COLUMN_PANEL_BYTES;

let start: usize = 0;

/** Bytes that a workspace must have before the part that single kernels ask for. */
export function fixedWorkspaceBytes(): usize {
  return FIXED_BYTES;
}

/** From now on the workspace starts here; the address must be a multiple of 16. */
export function setWorkspace(address: usize): void {
  start = address;
}

/** Two tiles of 4 × 8 for results that do not go straight to their place. */
@inline
export function firstTile(): usize {
  return start;
}

@inline
export function secondTile(): usize {
  return start + TILE_BYTES;
}

/** Packed rows of the left matrix. */
@inline
export function rowPanels(): usize {
  return start + 2 * TILE_BYTES;
}

/** Packed columns of the right matrix. */
@inline
export function columnPanels(): usize {
  return start + 2 * TILE_BYTES + ROW_PANEL_BYTES;
}

/** The part behind, whose size the calling kernel documents. */
@inline
export function extraSpace(): usize {
  return start + FIXED_BYTES;
}
