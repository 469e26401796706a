// Times the pages and the sidebar in a real VS Code: a million points, a live tick, and lists of many runs.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { packageRoot } from '../src/data/packageRoot';
import { processIdentity } from '../src/store/processIdentity';
import { openStore, type Store } from '../src/store/store';
import { exampleRun } from '../test/store/examples';

const seriesCount = 10;
const steps = 100_000;
const listLengths = [1_000, 10_000];
/** Milliseconds between two steps of the run that is watched. */
const stepTime = 50;

/** Milliseconds, except where a name says something else. The driver of the window is a script, as for the pictures. */
export async function benchEditor(): Promise<object> {
  const directory = await mkdtemp(join(tmpdir(), 'cloister-bench-'));
  const long = join(directory, 'long');
  const lists = listLengths.map((length) => join(directory, String(length)));
  const store = await openStore(long);
  try {
    const step = await longRun(store);
    for (const [i, list] of lists.entries()) await manyRuns(list, listLengths[i]);
    const watched = drive(long, lists);
    const ended = watched.then(() => true, () => true);
    for (let taken = steps; !(await Promise.race([ended, pause(stepTime, false)])); taken++) await step(taken);
    return { points: seriesCount * steps, ...(await watched) };
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function drive(long: string, lists: readonly string[]): Promise<object> {
  const driver = join(packageRoot(), 'scripts', 'bench', 'editor.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [driver, long, ...lists], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as object;
}

/** A run of this process with a million points; the function takes one more step of it. */
async function longRun(store: Store): Promise<(step: number) => Promise<void>> {
  const { id } = await store.runs.create({ ...exampleRun, plan: { ...exampleRun.plan, steps: 2 * steps } });
  await store.runs.start(id, 'beside');
  const identity = await processIdentity(process.pid);
  if (identity === undefined) throw new Error('The identity of this process is not known.');
  await store.runs.started(id, identity);
  const names = ['loss', 'batchSize', 'clippedShare', 'gradientNorm/p10', 'gradientNorm/p50', 'gradientNorm/p90', 'gradientNorm/max', 'tokensPerSecond', 'learningRate', 'elapsedSeconds'];
  const series = await Promise.all(names.map((name) => store.scalars.define(id, name, 'sensitive')));
  const write = (from: number, count: number): Promise<unknown> =>
    store.scalars.append(Array.from({ length: count * seriesCount }, (_, i) => {
      const step = from + Math.floor(i / seriesCount);
      return { series: series[i % seriesCount].id, step, value: 2 + Math.sin(step / 500) + ((step * 7919) % 101) / 101 };
    }));
  for (let from = 0; from < steps; from += 1_000) await write(from, 1_000);
  return async (step) => {
    await write(step, 1);
    await store.runs.heartbeat(id, 1, step + 1);
  };
}

async function manyRuns(directory: string, count: number): Promise<void> {
  const store = await openStore(directory);
  for (let i = 0; i < count; i++) {
    const { id } = await store.runs.create(exampleRun);
    await store.runs.start(id, 'beside');
    await store.runs.move(id, { type: 'fail', message: 'a bench' });
  }
  await store.close();
}
