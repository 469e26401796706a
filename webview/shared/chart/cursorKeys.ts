// Moving a cursor through a chart by keyboard.

/** Where a key takes a cursor among `count` places; undefined for a key that does not move it. A page is a tenth of all. */
export function movedCursor(key: string, at: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined;
  const page = Math.max(1, Math.round(count / 10));
  const target = targetOf(key, at ?? (key === 'ArrowRight' || key === 'PageDown' ? -1 : count), count, page);
  return target === undefined ? undefined : Math.min(count - 1, Math.max(0, target));
}

function targetOf(key: string, at: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return at - 1;
    case 'ArrowRight':
      return at + 1;
    case 'PageUp':
      return at - page;
    case 'PageDown':
      return at + page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
