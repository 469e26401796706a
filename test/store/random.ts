// Repeatable made-up numbers for tests.

/** Uniform in [0, 1). */
export type Random = () => number;

/** mulberry32 (Ettinger 2017): every seed has its own sequence. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A value as series hold them: mostly finite, now and then NaN or infinite. Multiples of 1/1024, which every format keeps exactly. */
export function anyValue(random: Random): number {
  const kind = random();
  if (kind < 0.1) return NaN;
  if (kind < 0.13) return kind < 0.115 ? Infinity : -Infinity;
  return Math.floor((random() - 0.5) * 2 ** 20) / 1024;
}
