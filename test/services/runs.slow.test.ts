// Runs through the services, with real trainer processes that keep to their side of the store and compute nothing.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { revealed } from '../../src/protocol/labelled';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { createLedger } from '../../src/services/ledger/ledger';
import { createRun, launch } from '../../src/services/runs/launch';
import { adoptOrMarkLost, markLostRuns } from '../../src/services/runs/liveness';
import { resumeRun } from '../../src/services/runs/resume';
import { deleteRun, getRun, listRuns, requestStop } from '../../src/services/runs/runs';
import { watchRun } from '../../src/services/runs/watch';
import { processIdentity } from '../../src/store/processIdentity';
import { openStore, type Store } from '../../src/store/store';
import { claimOf, end, useProjects, type Project } from './project';

const project = useProjects();

describe('launching', () => {
  it('reserves, starts a detached trainer that ends the run, and keeps its output', async () => {
    const { store, path, trainer } = await project('finishes');
    const started = await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
    expect(started.process).toBeDefined();
    const run = await end(store, started);
    expect(run).toMatchObject({ name: 'finishes', state: { status: 'finished' }, step: 100, attempt: 1 });
    expect(await claimOf(store, run)).toMatchObject({ status: 'committed', chargedSteps: 100, reservedSteps: 100 });
    expect(await readFile(join(store.paths.logs, `${run.id}.log`), 'utf8')).toContain(`training ${run.id}`);
  });

  it('notes versions and hardware, and no environment variable', async () => {
    const { store, path } = await project('finishes');
    vi.stubEnv('CLOISTER_TEST_TOKEN', 'a-secret-token');
    const { environment } = await createRun(store, path, { accounting: accountingInThread });
    expect(environment.versions).toMatchObject({ node: process.versions.node, cloister: '0.1.0' });
    expect(environment.cores).toBeGreaterThan(0);
    expect(environment.source).toBeNull();
    const database = await readFile(store.paths.runs).then((bytes) => bytes.toString('latin1'));
    const log = await readFile(`${store.paths.runs}-wal`).then((bytes) => bytes.toString('latin1'));
    expect(database + log).toContain(environment.cpu);
    expect(database + log).not.toContain('a-secret-token');
  });

  it('that the ledger refuses leaves no run and no reservation', async () => {
    const { store, path, trainer } = await project('finishes', 1);
    await expect(launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' })).rejects.toSatisfy((error) => CloisterError.is(error, 'refused'));
    expect(await store.runs.list()).toEqual([]);
    const [report] = await createLedger(store).reports(accountingInThread);
    expect(report).toMatchObject({ claims: [], committed: { filter: 0 } });
  });

  it.each([
    ['a missing file', (text: string) => text, 'missing.json', /missing\.json cannot be read/],
    ['broken JSON', (text: string) => text.replace('"name"', 'name'), 'run.json', /run\.json:2:2: not valid JSON/],
    ['an unknown member', (text: string) => text.replace('"clipNorm"', '"clipNrom"'), 'run.json', /not a valid run file(.|\n)*clipNrom/],
    ['missing data', (text: string) => text.replace('mails.jsonl', 'letters.jsonl'), 'run.json', /letters\.jsonl/],
    ['a δ that protects nobody', (text: string) => text.replace('0.0001', '0.02'), 'run.json', /privacy\.delta: δ = 0\.02 is not below 1\/N/],
  ])('of %s says so, and leaves nothing behind', async (_name, change, file, message) => {
    const { store, path, trainer } = await project('finishes');
    await writeFile(path, change(await readFile(path, 'utf8')));
    const attempt = launch(store, join(path, '..', file), { trainer, accounting: accountingInThread, whenBusy: 'beside' });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toSatisfy((error) => CloisterError.is(error, 'badInput'));
    expect(await store.runs.list()).toEqual([]);
    expect(await store.ledger.dataSets.list()).toEqual([]);
  });

  it('with a trainer that cannot run ends in a lost run that spent nothing', async () => {
    const { store, path } = await project('finishes');
    const run = await end(store, await launch(store, path, { trainer: '/nowhere/trainer.js', accounting: accountingInThread, whenBusy: 'beside' }));
    expect(run.state).toEqual({ status: 'lost' });
    expect(await claimOf(store, run)).toMatchObject({ status: 'lost', chargedSteps: 0 });
    expect(await readFile(join(store.paths.logs, `${run.id}.log`), 'utf8')).toContain('Cannot find module');
  });
});

describe('watching', () => {
  it('shows every point once, in order, and ends with the run', async () => {
    const { store, path, trainer } = await project('waits');
    const { id } = await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
    const steps: number[] = [];
    const states: string[] = [];
    for await (const { run, scalars } of watchRun(store, id, { interval: 5 })) {
      if (states.at(-1) !== run.state.status) states.push(run.state.status);
      for (const column of scalars) steps.push(...revealed(column.points).steps);
    }
    expect(steps).toEqual(Array.from({ length: 100 }, (_, step) => step));
    expect(states.at(-1)).toBe('finished');
  });

  it('ends when its signal aborts, and the run goes on', async () => {
    const { store, path, trainer } = await project('waits');
    const started = await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
    for await (const { run } of watchRun(store, started.id, { interval: 5, signal: AbortSignal.timeout(100) })) {
      expect(run.state.status).not.toBe('finished');
    }
    expect((await end(store, started)).state).toEqual({ status: 'finished' });
  });
});

describe('stopping', () => {
  it('ends the run at a step boundary; what was never granted is free again', async () => {
    const { store, path, trainer } = await project('waits');
    const started = await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
    for await (const { run } of watchRun(store, started.id, { interval: 5 })) if (run.step > 0) break;
    await requestStop(store, started.id);
    const run = await end(store, started);
    expect(run.state).toEqual({ status: 'stopped', reason: 'requested' });
    const claim = await claimOf(store, run);
    expect(claim).toMatchObject({ status: 'committed', chargedSteps: run.step });
    expect(run.step).toBeLessThan(100);
    await expect(requestStop(store, run.id)).rejects.toThrow(`Run ${run.id} is stopped, so there is nothing to stop.`);
  });
});

describe('a trainer that dies without a word', () => {
  it('is found, its run is marked lost, and what it was granted stays spent', async () => {
    const { store, path, trainer } = await project('crashes');
    const run = await end(store, await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));
    expect(run.state).toEqual({ status: 'lost' });
    expect(await claimOf(store, run)).toMatchObject({ status: 'lost', chargedSteps: 30 });
  });

  it('is found by whoever lists the runs', async () => {
    const { store, path, trainer } = await project('crashes');
    await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
    await expect.poll(async () => (await listRuns(store)).map(({ state }) => state.status), { timeout: 20_000 }).toEqual(['lost']);
  });
});

describe('looking after runs', () => {
  it('leaves a run alone whose trainer lives', async () => {
    const { store, path } = await project('waits');
    const { id } = await createRun(store, path, { accounting: accountingInThread });
    await store.runs.start(id, 'beside');
    const run = await store.runs.started(id, (await processIdentity())!);
    expect(await adoptOrMarkLost(store, run)).toEqual(run);
    expect(await markLostRuns(store)).toEqual([]);
  });

  it('is not fooled by another process that got the same pid', async () => {
    const { store, path } = await project('waits');
    const { id } = await createRun(store, path, { accounting: accountingInThread });
    await store.runs.start(id, 'beside');
    await store.runs.started(id, { pid: process.pid, startTime: 'before the last boot' });
    expect((await markLostRuns(store)).map((run) => run.id)).toEqual([id]);
    expect(await createLedger(store).reports(accountingInThread)).toMatchObject([{ committed: { filter: 0 } }]);
  });

  it('tells each lost run to one of two windows that look at once, and settles it once', async () => {
    const { store, path } = await project('waits');
    const other = await openStore(store.paths.directory);
    onTestFinished(() => other.close());
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { id } = await createRun(store, path, { accounting: accountingInThread });
      await store.runs.start(id, 'beside');
      await store.runs.started(id, { pid: process.pid, startTime: 'before the last boot' });
      ids.push(id);
    }
    const told = await Promise.all([markLostRuns(store), markLostRuns(other)]);
    expect(told.flat().map(({ id }) => id).sort()).toEqual(ids.sort());
    expect((await listRuns(other)).map(({ state }) => state.status)).toEqual(ids.map(() => 'lost'));
    expect(await markLostRuns(store)).toEqual([]);
  });

  it('marks a run lost whose launcher died before the trainer was there, and frees its reservation', async () => {
    const { store, path } = await project('waits');
    const run = await createRun(store, path, { accounting: accountingInThread });
    expect((await getRun(store, run.id)).state).toEqual({ status: 'created' });
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    expect((await getRun(store, run.id)).state).toEqual({ status: 'lost' });
    expect(await claimOf(store, run)).toMatchObject({ status: 'lost', chargedSteps: 0 });
  });
});

describe('resuming', () => {
  it('goes on from the checkpoint and charges the steps that are taken again', async () => {
    const { store, path, trainer } = await project('crashes');
    const lost = await end(store, await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));
    const started = await resumeRun(store, lost.id, { trainer, whenBusy: 'beside', runFile: path });
    expect(started).toMatchObject({ attempt: 2, step: 20 });
    const run = await end(store, started);
    expect(run).toMatchObject({ state: { status: 'finished' }, step: 100 });
    // 30 steps before the crash, and 80 from the checkpoint at step 20 on.
    expect(await claimOf(store, run)).toMatchObject({ chargedSteps: 110, reservedSteps: 110, attempt: 2 });
    const [loss] = await store.scalars.read(run.id);
    const { steps, values } = revealed(loss.points);
    expect([...steps]).toEqual(Array.from({ length: 100 }, (_, step) => step));
    expect(values[19], 'kept from the first attempt').toBeCloseTo(1 / 20, 12);
    expect(values[20], 'taken again').toBeCloseTo(1 / 22, 12);
  });

  it.each([
    ['configuration', (p: Project) => rewrite(p.path, '"clipNorm":1', '"clipNorm":2'), 'badInput', /differs from what run .* was started with, in: privacy/],
    ['data', (p: Project) => rewrite(join(p.path, '..', 'mails.jsonl'), 'number 7', 'number seven'), 'badInput', /content of "mails.*" has changed/],
    ['cap', (p: Project) => lowerCap(p.store), 'refused', /does not hold this run/],
  ] as const)('with a changed %s is refused, and changes nothing', async (_what, change, kind, message) => {
    const created = await project('crashes');
    const { store, path, trainer } = created;
    const run = await end(store, await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));
    const claim = await claimOf(store, run);
    await change(created);
    const attempt = resumeRun(store, run.id, { trainer, whenBusy: 'beside', runFile: path });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toSatisfy((error) => CloisterError.is(error, kind));
    expect(await store.runs.get(run.id)).toEqual(run);
    expect(await claimOf(store, run)).toEqual(claim);
  });

  it('that the cap does not hold goes on with a written reason, which stays on record', async () => {
    const { store, path, trainer } = await project('crashes');
    const run = await end(store, await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));
    await lowerCap(store);
    const again = await end(store, await resumeRun(store, run.id, { trainer, whenBusy: 'beside', override: 'the owner agreed' }));
    expect(again).toMatchObject({ state: { status: 'finished' }, step: 100 });
    expect(await claimOf(store, again)).toMatchObject({ chargedSteps: 110, attempt: 2, overrideReason: 'the owner agreed' });
  });

  it('of a run that has finished is refused', async () => {
    const { store, path, trainer } = await project('finishes');
    const run = await end(store, await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));
    await expect(resumeRun(store, run.id, { trainer, whenBusy: 'beside' })).rejects.toThrow(`Run ${run.id} is finished; only a run that was stopped, failed or got lost can be resumed.`);
  });
});

describe('deleting', () => {
  it('takes the run, its checkpoints and its log, and keeps the ledger', async () => {
    const { store, path, trainer } = await project('finishes');
    const run = await end(store, await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));
    const before = await createLedger(store).reports(accountingInThread);
    await deleteRun(store, run.id);
    expect(await listRuns(store)).toEqual([]);
    await expect(readFile(join(store.paths.logs, `${run.id}.log`))).rejects.toThrow('ENOENT');
    expect(await createLedger(store).reports(accountingInThread)).toEqual(before);
  });

  it('of a run that is under way is refused', async () => {
    const { store, path, trainer } = await project('waits');
    const run = await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
    await expect(deleteRun(store, run.id)).rejects.toThrow(/Stop it first/);
    expect((await end(store, run)).state).toEqual({ status: 'finished' });
  });
});

async function rewrite(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  await rm(file);
  await writeFile(file, text.replace(from, to));
}

/** To what is spent and hardly more. */
async function lowerCap(store: Store): Promise<void> {
  const [{ dataSet, spent }] = await createLedger(store).reports(accountingInThread);
  await createLedger(store).setCap(dataSet.digest, { epsilon: spent.filter! + 0.01, delta: 1e-4 }, 'stricter');
}
