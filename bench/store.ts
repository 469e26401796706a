// Times the store: writing a million scalar points as a trainer does, and reading whole series, tails and single figures of them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScalarPoint } from '../src/store/runs/scalars';
import { openStore, type Store } from '../src/store/store';
import { exampleRun } from '../test/store/examples';
import { medianTime } from './timing';

const seriesCount = 10;
const steps = 100_000;
const stepsPerWrite = 500;

/** Medians in milliseconds, on real files in the temporary directory. */
export async function benchStore(): Promise<object> {
  const directory = await mkdtemp(join(tmpdir(), 'cloister-bench-'));
  const store = await openStore(directory);
  try {
    const { id } = await store.runs.create(exampleRun);
    const writeMillionPoints = await writePoints(store, id);
    const cursor = new Map((await store.scalars.list(id)).map((series) => [series.id, steps - 101]));
    return {
      points: seriesCount * steps,
      writeMillionPoints,
      readOneRunWhole: await medianTime(() => store.scalars.read(id)),
      tailThousandPoints: await medianTime(() => store.scalars.tail(id, cursor)),
      latestFigures: await medianTime(() => store.scalars.latest(id)),
      openStore: await medianTime(async () => (await openStore(directory)).close()),
    };
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function writePoints(store: Store, runId: string): Promise<number> {
  const series = await Promise.all(Array.from({ length: seriesCount }, (_, i) => store.scalars.define(runId, `series ${i}`, 'public')));
  const start = performance.now();
  for (let from = 0; from < steps; from += stepsPerWrite) {
    const points: ScalarPoint[] = [];
    for (let step = from; step < from + stepsPerWrite; step++) for (const { id } of series) points.push({ series: id, step, value: Math.sin(step) });
    await store.scalars.append(points);
  }
  return Math.round(performance.now() - start);
}
