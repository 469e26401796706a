// Spreads drawing over frames, so that many charts at once never make the page stand still.

/** Milliseconds of drawing in one frame. */
const budget = 8;

const waiting = new Set<() => void>();
let scheduled = false;

/** Runs the task in one of the next frames; the same task waits only once. */
export function inFrame(task: () => void): void {
  waiting.add(task);
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(work);
}

export const cancelInFrame = (task: () => void): boolean => waiting.delete(task);

function work(): void {
  const end = performance.now() + budget;
  scheduled = false;
  for (const task of waiting) {
    waiting.delete(task);
    task();
    if (performance.now() > end) break;
  }
  if (waiting.size > 0 && !scheduled) {
    scheduled = true;
    requestAnimationFrame(work);
  }
}
