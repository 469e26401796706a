// Runs and what belongs to them, in a real database.
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import type { WhenBusy } from '../../src/protocol/runState';
import { openDatabase } from '../../src/store/migrate';
import { runsSchema } from '../../src/store/runs/schema';
import { toJson, fromJson } from '../../src/store/json';
import { labelled, revealed } from '../../src/protocol/labelled';
import { openStore, type Store } from '../../src/store/store';
import { exampleRun } from './examples';
import { temporaryStore } from './temporary';

const process1 = { pid: 4711, startTime: 'yesterday' };

async function runningRun(store: Store): Promise<string> {
  const { id } = await store.runs.create(exampleRun);
  await store.runs.start(id, 'beside');
  await store.runs.started(id, process1);
  return id;
}

describe('a run', () => {
  it('is read back as it was stored, from another connection too', async () => {
    const store = await temporaryStore();
    const infinite = { ...exampleRun.plan, guarantee: { ...exampleRun.plan.guarantee, epsilon: { pld: Infinity, rdp: Infinity, rdpOrder: 2 } } };
    const { id } = await store.runs.create({ ...exampleRun, plan: infinite });
    const other = await openStore(store.paths.directory);
    const run = await other.runs.get(id);
    await other.close();
    expect(run).toMatchObject({ ...exampleRun, plan: infinite, state: { status: 'created' }, step: 0, attempt: 0, process: undefined, result: undefined });
    expect(id).toMatch(/^[a-z]+-[a-z]+-[2-9a-hjkmnp-tv-z]{3}$/);
  });

  it('that does not exist gives an error that says how to list runs', async () => {
    const store = await temporaryStore();
    await expect(store.runs.get('no-such-run')).rejects.toMatchObject({ message: expect.stringContaining('no run "no-such-run"') as string, remedy: { kind: 'listRuns' } });
    await expect(store.runs.get('no-such-run')).rejects.toSatisfy((error) => CloisterError.is(error, 'badInput'));
  });

  it('goes through its life, with process, heartbeat, step and result', async () => {
    const store = await temporaryStore();
    const { id } = await store.runs.create(exampleRun);
    expect((await store.runs.start(id, 'beside')).state).toEqual({ status: 'starting' });
    expect((await store.runs.started(id, process1)).process).toEqual(process1);
    expect(await store.runs.heartbeat(id, 1, 17)).toBe(true);
    await store.runs.setResult(id, { metrics: labelled('sensitive', { accuracy: 0.93 }) });
    const run = await store.runs.move(id, { type: 'finish' });
    expect(run).toMatchObject({ state: { status: 'finished' }, step: 17, attempt: 1 });
    expect(revealed(run.result!.metrics)).toEqual({ accuracy: 0.93 });
    expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt!);
  });

  it('refuses an illegal move and stays as it was', async () => {
    const store = await temporaryStore();
    const { id } = await store.runs.create(exampleRun);
    await expect(store.runs.move(id, { type: 'finish' })).rejects.toThrow('A run that is created cannot finish.');
    expect((await store.runs.get(id)).state).toEqual({ status: 'created' });
  });

  it('of two trainers that start at once, lets one', async () => {
    const store = await temporaryStore();
    const { id } = await store.runs.create(exampleRun);
    await store.runs.start(id, 'beside');
    const outcomes = await Promise.allSettled([store.runs.started(id, process1), store.runs.started(id, { pid: 4712, startTime: 'today' })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps the process that the trainer itself reported', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    await store.runs.noteProcess(id, { pid: 1, startTime: 'the launcher was late' });
    expect((await store.runs.get(id)).process).toEqual(process1);
  });

  it('tells a trainer whose run ended or was taken over that it must end', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    await store.runs.move(id, { type: 'lose' });
    expect(await store.runs.heartbeat(id, 1, 5)).toBe(false);
    await store.runs.resume(id, 0, 'beside', () => Promise.resolve());
    expect(await store.runs.heartbeat(id, 1, 5)).toBe(false);
    expect(await store.runs.heartbeat(id, 2, 5)).toBe(true);
  });
});

describe('a list of runs', () => {
  it('has the newest first', async () => {
    const store = await temporaryStore();
    for (const name of ['one', 'two', 'three']) await store.runs.create({ ...exampleRun, name });
    expect((await store.runs.list()).map(({ name }) => name)).toEqual(['three', 'two', 'one']);
  });
});

describe('the queue', () => {
  const nothing = (): Promise<void> => Promise.resolve();

  async function started(store: Store, whenBusy: WhenBusy): Promise<string> {
    const { id } = await store.runs.create(exampleRun);
    await store.runs.start(id, whenBusy);
    return id;
  }

  it('has a run wait for all that were started, queued or resumed before it, in this order, and for none that ended', async () => {
    const store = await temporaryStore();
    const [first, second, third] = [await started(store, 'beside'), await started(store, 'queue'), await started(store, 'queue')];
    await store.runs.create(exampleRun); // Not started, so in nobody's way.
    const ahead = async (id: string): Promise<string[]> => (await store.runSearch.ahead(id)).map((run) => run.id);
    expect([await ahead(first), await ahead(second), await ahead(third)]).toEqual([[], [first], [first, second]]);
    await store.runs.move(first, { type: 'lose' });
    expect(await ahead(third)).toEqual([second]);
    await store.runs.resume(first, 0, 'queue', nothing);
    expect([await ahead(first), await ahead(third)]).toEqual([[second, third], [second]]);
  });

  it('keeps the state of a run whose trainer reports, and starts its clock when it begins', async () => {
    const store = await temporaryStore();
    const id = await started(store, 'queue');
    expect(await store.runs.attach(id, process1)).toMatchObject({ state: { status: 'queued' }, process: process1, startedAt: undefined });
    expect(await store.runs.heartbeat(id, 1, 0)).toBe(true);
    const begun = await store.runs.started(id, process1);
    expect(begun.state).toEqual({ status: 'running' });
    expect(begun.startedAt).toBeGreaterThanOrEqual(begun.createdAt);
  });

  it('takes no trainer for a run that was lost meanwhile', async () => {
    const store = await temporaryStore();
    const id = await started(store, 'queue');
    await store.runs.move(id, { type: 'lose' });
    await expect(store.runs.attach(id, process1)).rejects.toThrow('A run that is lost takes no trainer.');
  });
});

it('runs that have not ended are found among 10,000 that have in a moment', async () => {
  const store = await temporaryStore();
  const { id } = await store.runs.create(exampleRun);
  const ended = await runningRun(store);
  await store.runs.move(ended, { type: 'finish' });
  await copyRun(store, ended, 10_000);
  const from = performance.now();
  const unfinished = await store.runSearch.unfinished();
  const took = performance.now() - from;
  expect(unfinished.map((run) => run.id)).toEqual([id]);
  const fromAll = performance.now();
  await store.runs.list();
  expect(took).toBeLessThan((performance.now() - fromAll) / 20);
});

/** Copies of one run under other ids, as fast as SQLite can. */
async function copyRun(store: Store, id: string, copies: number): Promise<void> {
  const database = await openDatabase(store.paths.runs, runsSchema);
  const columns = (await database.all<{ name: string }>(`SELECT name FROM pragma_table_info('runs') WHERE name <> 'id'`)).map(({ name }) => name).join(', ');
  await database.run(
    `WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < ?)
     INSERT INTO runs (id, ${columns}) SELECT id || n, ${columns} FROM runs, counter WHERE id = ?`,
    [copies, id],
  );
  await database.close();
}

describe('resuming', () => {
  it('drops what the series say of the steps to be taken again, and old requests', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const loss = await store.scalars.define(id, 'loss', 'sensitive');
    const load = await store.vectors.define(id, 'expertLoad', 0, 'sensitive');
    for (const step of [0, 1, 2, 3]) {
      await store.scalars.append([{ series: loss.id, step, value: step }]);
      await store.vectors.append([{ series: load.id, step, value: Float32Array.of(step) }]);
    }
    await store.requests.requestStop(id);
    await store.runs.move(id, { type: 'stop', reason: 'requested' });
    const run = await store.runs.resume(id, 2, 'beside', () => Promise.resolve());
    expect(run).toMatchObject({ state: { status: 'starting' }, attempt: 2, step: 2, process: undefined, endedAt: undefined });
    expect(revealed((await store.scalars.read(id))[0].points).steps).toEqual(Int32Array.of(0, 1));
    expect(revealed((await store.vectors.read(load)).rows).steps).toEqual(Int32Array.of(0, 1));
    expect(await store.requests.pending(id)).toEqual([]);
  });

  it('that is refused its budget leaves the run as it was', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const loss = await store.scalars.define(id, 'loss', 'sensitive');
    await store.scalars.append([{ series: loss.id, step: 3, value: 1 }]);
    const before = await store.runs.move(id, { type: 'lose' });
    await expect(store.runs.resume(id, 0, 'beside', () => Promise.reject(new Error('no budget')))).rejects.toThrow('no budget');
    expect(await store.runs.get(id)).toEqual(before);
    expect(revealed((await store.scalars.read(id))[0].points).steps).toEqual(Int32Array.of(3));
  });
});

describe('scalar series', () => {
  it('keep every kind of number', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const { id: series } = await store.scalars.define(id, 'loss', 'sensitive');
    const values = [0, 3, -7, 2 ** 53, 1e20, 1e21, Number.MAX_VALUE, 5e-324, -0.1, 0.1 + 0.2, 1 / 3, Infinity, -Infinity, NaN];
    await store.scalars.append(values.map((value, step) => ({ series, step, value })));
    const [column] = await store.scalars.read(id);
    expect(revealed(column.points)).toEqual({ steps: Int32Array.from(values.keys()), values: Float64Array.from(values) });
  });

  it('keep double precision up to the last bit', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const { id: series } = await store.scalars.define(id, 'loss', 'sensitive');
    const values = Array.from({ length: 10_000 }, (_, step) => Math.exp(20 * Math.sin(step)) * Math.cos(step));
    await store.scalars.append(values.map((value, step) => ({ series, step, value })));
    const read = revealed((await store.scalars.read(id))[0].points).values;
    const errors = values.map((value, step) => Math.abs(read[step] / value - 1));
    expect(Math.max(...errors)).toBeLessThanOrEqual(Number.EPSILON);
  });

  it('are tailed by cursor: each point once, whichever series it is in', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const loss = await store.scalars.define(id, 'loss', 'sensitive');
    const epsilon = await store.scalars.define(id, 'epsilon', 'public');
    await store.scalars.append([0, 1, 2].map((step) => ({ series: loss.id, step, value: step })));
    await store.scalars.append([{ series: epsilon.id, step: 0, value: 0.5 }]);
    const first = await store.scalars.tail(id, new Map());
    expect(first.map(({ points }) => [...revealed(points).steps])).toEqual([[0, 1, 2], [0]]);
    await store.scalars.append([
      { series: loss.id, step: 3, value: 3 },
      { series: epsilon.id, step: 3, value: 0.7 },
    ]);
    const second = await store.scalars.tail(id, new Map([[loss.id, 2], [epsilon.id, 0]]));
    expect(second.map(({ points }) => [...revealed(points).values])).toEqual([[3], [0.7]]);
  });

  it('tell their last values, NaN too, and nothing of series without points', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const series: number[] = [];
    for (const name of ['loss', 'empty', 'epsilon']) series.push((await store.scalars.define(id, name, name === 'epsilon' ? 'public' : 'sensitive')).id);
    await store.scalars.append([[0, 0, 5], [0, 9, NaN], [2, 4, 1], [2, 3, 2]].map(([place, step, value]) => ({ series: series[place], step, value })));
    expect(await store.scalars.latest(id)).toEqual([
      { name: 'loss', value: labelled('sensitive', NaN) },
      { name: 'epsilon', value: labelled('public', 1) },
    ]);
  });

  it('have one label for good', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const series = await store.scalars.define(id, 'loss', 'sensitive');
    expect(await store.scalars.define(id, 'loss', 'sensitive')).toEqual(series);
    await expect(store.scalars.define(id, 'loss', 'public')).rejects.toThrow(/loss of run .* is sensitive, not public/);
  });

  it('are written all or none', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const { id: series } = await store.scalars.define(id, 'loss', 'sensitive');
    const points = Array.from({ length: 10_000 }, (_, step) => ({ series: step === 9_999 ? 12_345 : series, step, value: 1 }));
    await expect(store.scalars.append(points)).rejects.toThrow(/FOREIGN KEY/);
    expect(revealed((await store.scalars.read(id))[0].points).steps).toHaveLength(0);
  });
});

describe('vectors', () => {
  it('are read back exactly, after a step', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    const series = await store.vectors.define(id, 'expertLoad', 1, 'sensitive');
    // A view into a longer array: only its own entries may be stored.
    const backing = Float32Array.of(9, 0.1, 0.2, 0.3, 9);
    await store.vectors.append([
      { series: series.id, step: 5, value: backing.subarray(1, 4) },
      { series: series.id, step: 6, value: Float32Array.of(NaN, Infinity, -0) },
    ]);
    expect(revealed((await store.vectors.read(series)).rows)).toEqual({
      steps: Int32Array.of(5, 6),
      values: [Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(NaN, Infinity, -0)],
    });
    expect(revealed((await store.vectors.read(series, 5)).rows).steps).toEqual(Int32Array.of(6));
  });
});

describe('requests', () => {
  it('to stop are seen by the trainer until it has handled them, and show in the state', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    await store.requests.requestStop(id);
    expect((await store.runs.get(id)).state).toEqual({ status: 'stopping' });
    const [request] = await store.requests.pending(id);
    expect(request).toMatchObject({ runId: id, kind: 'stop' });
    await store.requests.markHandled(request);
    expect(await store.requests.pending(id)).toEqual([]);
  });

  it('to a run that has ended are not taken', async () => {
    const store = await temporaryStore();
    const id = await runningRun(store);
    await store.runs.move(id, { type: 'finish' });
    expect(await store.requests.requestStop(id)).toBe(false);
    expect((await store.runs.get(id)).state).toEqual({ status: 'finished' });
    expect(await store.requests.pending(id)).toEqual([]);
  });
});

describe('checkpoints', () => {
  it('are listed by step, and the latest is the one to resume from', async () => {
    const store = await temporaryStore();
    const runId = await runningRun(store);
    expect(await store.checkpoints.latest(runId)).toBeUndefined();
    for (const step of [20, 10]) await store.checkpoints.add({ runId, step, path: `${runId}/${step}.safetensors`, sha256: `${step}` });
    await store.checkpoints.add({ runId, step: 20, path: `${runId}/20.safetensors`, sha256: 'written again' });
    expect((await store.checkpoints.list(runId)).map(({ step, sha256 }) => [step, sha256])).toEqual([[10, '10'], [20, 'written again']]);
    expect((await store.checkpoints.latest(runId))?.step).toBe(20);
  });
});

describe('deleting', () => {
  it('takes everything of the run and nothing of another', async () => {
    const store = await temporaryStore();
    const ids = [await runningRun(store), await runningRun(store)];
    for (const id of ids) {
      const series = await store.scalars.define(id, 'loss', 'sensitive');
      await store.scalars.append([{ series: series.id, step: 0, value: 1 }]);
      await store.checkpoints.add({ runId: id, step: 0, path: 'x', sha256: 'x' });
    }
    await store.runs.delete(ids[0]);
    expect((await store.runs.list()).map(({ id }) => id)).toEqual([ids[1]]);
    expect(await store.scalars.read(ids[0])).toEqual([]);
    expect(await store.checkpoints.list(ids[0])).toEqual([]);
    expect(revealed((await store.scalars.read(ids[1]))[0].points).steps).toHaveLength(1);
  });
});

describe('JSON columns', () => {
  it.each([Infinity, -Infinity, NaN, 0.1, null, 'inf', [Infinity, { deep: -Infinity }]])('keep %o', (value) => {
    expect(fromJson(toJson({ value }))).toEqual({ value });
  });
});
