// Interleaved timing: every variant once a round, so that a busy moment of the machine hits all of them alike.

/** Milliseconds of each round, by variant. */
export async function interleave<K extends string>(variants: Record<K, () => Promise<void> | void>, rounds: number): Promise<Record<K, number[]>> {
  const names = Object.keys(variants) as K[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (const name of names) await variants[name](); // Warm up: compile, allocate.
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const started = performance.now();
      await variants[name]();
      times[name].push(performance.now() - started);
    }
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
