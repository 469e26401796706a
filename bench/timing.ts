// Interleaved timing: every variant once a round, so that a busy moment of the machine hits all of them alike.

/** Milliseconds of processor time that this process has taken; unlike the time of day, it stands still while other processes have the core. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const timeOfDay = (): number => performance.now();

/** Milliseconds of each round, by variant. */
export async function interleave<K extends string>(variants: Record<K, () => Promise<void> | void>, rounds: number, clock = timeOfDay): Promise<Record<K, number[]>> {
  const names = Object.keys(variants) as K[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (const name of names) await variants[name](); // Warm up: compile, allocate.
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const started = clock();
      await variants[name]();
      times[name].push(clock() - started);
    }
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const repetitions = 5;

/** Median of some repetitions in milliseconds. */
export async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < repetitions; i++) times.push(await once(work));
  return rounded(median(times));
}

/** Milliseconds of a single time. */
export async function once(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return rounded(performance.now() - start);
}

/** Medians in milliseconds: in all, and of that the time in which the event loop was busy. `prepare` runs before each repetition. */
export async function hostTime(work: () => Promise<unknown>, prepare: () => Promise<unknown> = () => Promise.resolve()): Promise<{ total: number; host: number }> {
  const [totals, hosts]: [number[], number[]] = [[], []];
  for (let i = 0; i < repetitions; i++) {
    await prepare();
    const before = performance.eventLoopUtilization();
    totals.push(await once(work));
    hosts.push(performance.eventLoopUtilization(before).active);
  }
  return { total: rounded(median(totals)), host: rounded(median(hosts)) };
}

const rounded = (milliseconds: number): number => Number(milliseconds.toFixed(2));
