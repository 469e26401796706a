// Work that is done again when asked, and never twice at once.
import { describe, expect, it, vi } from 'vitest';
import { refresher } from '../../src/ui/refresher';

/** Work that the test ends by hand. */
function handMade(): { work: () => Promise<void>; endOne: () => void; started: () => number } {
  const ends: (() => void)[] = [];
  let started = 0;
  const work = (): Promise<void> => {
    started++;
    return new Promise((resolve) => ends.push(resolve));
  };
  return { work, endOne: () => ends.shift()!(), started: () => started };
}

describe('a refresher', () => {
  it('works at once when it is asked', () => {
    const { work, started } = handMade();
    refresher(work)();
    expect(started()).toBe(1);
  });

  it('asked several times while it works, works once more afterwards', async () => {
    const { work, endOne, started } = handMade();
    const refresh = refresher(work);
    refresh();
    for (let i = 0; i < 5; i++) refresh();
    expect(started()).toBe(1);
    endOne();
    await vi.waitFor(() => expect(started()).toBe(2));
    endOne();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(started()).toBe(2);
  });

  it('works again when it is asked after it has ended', async () => {
    const { work, endOne, started } = handMade();
    const refresh = refresher(work);
    refresh();
    endOne();
    await new Promise((resolve) => setTimeout(resolve, 10));
    refresh();
    expect(started()).toBe(2);
  });
});
