// Keys that move between the rows of a table.

const keys = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] as const;

export type RowKey = (typeof keys)[number];

export const isRowKey = (key: string): key is RowKey => (keys as readonly string[]).includes(key);

/** The row to go to, always one of the `count` rows. @param page rows in sight */
export function movedRow(key: RowKey, row: number, count: number, page: number): number {
  const target = { ArrowUp: row - 1, ArrowDown: row + 1, PageUp: row - page, PageDown: row + page, Home: 0, End: count - 1 }[key];
  return Math.max(0, Math.min(count - 1, target));
}
