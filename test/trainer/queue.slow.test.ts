// Runs that wait for their turn, each in its own real trainer process.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import type { Run, RunId } from '../../src/protocol/run';
import { isActive } from '../../src/protocol/runState';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { launch } from '../../src/services/runs/launch';
import { resumeRun } from '../../src/services/runs/resume';
import { listRuns, requestStop } from '../../src/services/runs/runs';
import { stopRun } from '../../src/services/runs/stop';
import type { Store } from '../../src/store/store';
import { temporaryStore } from '../store/temporary';
import { ended, underWay, until } from './following';
import { giveBudget, writeRunFile } from './smallData';

const dist = join(packageRoot(), 'dist');
const trainer = join(dist, 'trainer.js');
const long = { privacy: { steps: 30_000, noiseMultiplier: 20 } };

/** Queued, and its trainer is there: it has reported after it was started. */
const waiting = (store: Store, { id, heartbeatAt }: Run): Promise<Run> =>
  until(store, id, (run) => run.state.status === 'queued' && run.heartbeatAt! > heartbeatAt! + 1000);
const chargedSteps = async (store: Store, id: RunId) => (await store.ledger.claims.ofRun(id))!.chargedSteps;

interface Queue {
  readonly store: Store;
  readonly first: Run;
  /** Queues a short run, or another that is described. */
  readonly queue: (changes?: Parameters<typeof writeRunFile>[0]) => Promise<Run>;
}

/** A run that is under way for as long as it is not stopped, and a way to queue others behind it. */
async function busyStore(): Promise<Queue> {
  const store = await temporaryStore();
  const file = await writeRunFile(long);
  await giveBudget(store, file, 1e6);
  const first = await launch(store, file, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
  onTestFinished(async () => {
    for (const run of await listRuns(store)) if (isActive(run.state)) await stopRun(store, run.id, { force: true, graceMs: 1000 });
  });
  const queue = async (changes = {}): Promise<Run> => launch(store, await writeRunFile(changes), { trainer, accounting: accountingInThread, whenBusy: 'queue' });
  return { store, first: await underWay(store, first.id), queue };
}

describe('a queued run', () => {
  it('reserves its budget at once, spends nothing while it waits, and trains when the run before it has ended', async () => {
    const { store, first, queue } = await busyStore();
    const queued = await queue();
    expect(queued).toMatchObject({ state: { status: 'queued' }, startedAt: undefined });
    const reserved = await store.ledger.claims.ofRun(queued.id);
    expect(reserved).toMatchObject({ status: 'reserved', reservedSteps: 40, chargedSteps: 0 });
    const { heartbeatAt, trainer: facts } = await waiting(store, queued);
    expect(Date.now() - heartbeatAt!).toBeLessThan(5000);
    expect(facts, 'nothing is loaded yet').toBeUndefined();

    await requestStop(store, first.id);
    const before = await ended(store, first.id);
    const run = await ended(store, queued.id);
    expect(run).toMatchObject({ state: { status: 'finished' }, step: 40, trainer: { backend: 'wasm', workers: 1, microBatch: 'auto' } });
    expect(run.startedAt!, 'waiting is no part of its duration').toBeGreaterThanOrEqual(before.endedAt!);
  });

  it('starts at once when nothing is before it', async () => {
    const store = await temporaryStore();
    const file = await writeRunFile();
    await giveBudget(store, file);
    const { id } = await launch(store, file, { trainer, accounting: accountingInThread, whenBusy: 'queue' });
    expect((await ended(store, id)).state).toEqual({ status: 'finished' });
  });

  it('needs neither the process that launched it nor any other', async () => {
    const { store, first } = await busyStore();
    const cli = (...words: string[]) => promisify(execFile)(process.execPath, [join(dist, 'cli.js'), ...words, '--store', store.paths.directory, '--json']);
    const launched = await cli('train', await writeRunFile(), '--queue', '--detach'); // Its process is gone when this resolves.
    const { id } = JSON.parse(launched.stdout) as { id: RunId };
    const listed = JSON.parse((await cli('runs', 'list')).stdout) as { id: RunId; state: string }[];
    expect(listed[0]).toMatchObject({ id, state: 'queued' });
    process.kill(first.process!.pid, 'SIGKILL'); // Nobody is told: the waiting trainer sees for itself that the one before it is dead.
    for (let look = 0; look < 400 && (await store.runs.get(id)).state.status !== 'finished'; look++) await sleep(50);
    expect((await store.runs.get(id)).state).toEqual({ status: 'finished' });
  });

  it('is one of many that train one after the other, in the order in which they were queued', async () => {
    const { store, first, queue } = await busyStore();
    const queued = [await queue(), await queue(), await queue()];
    await requestStop(store, first.id);
    await ended(store, queued[2].id);
    const runs = await Promise.all([first, ...queued].map(({ id }) => store.runs.get(id)));
    expect(runs.map(({ state }) => state.status)).toEqual(['stopped', 'finished', 'finished', 'finished']);
    for (const [i, run] of runs.entries()) if (i > 0) expect(run.startedAt!).toBeGreaterThanOrEqual(runs[i - 1].endedAt!);
  });

  it('that is asked to stop ends at once and has spent nothing; those behind it move up', async () => {
    const { store, first, queue } = await busyStore();
    const [second, third] = [await queue(), await queue()];
    await waiting(store, second);
    await requestStop(store, second.id);
    expect((await ended(store, second.id)).state).toEqual({ status: 'stopped', reason: 'requested' });
    expect(await store.ledger.claims.ofRun(second.id)).toMatchObject({ status: 'released', chargedSteps: 0 });
    expect((await store.runs.get(third.id)).state.status).toBe('queued');
    await requestStop(store, first.id);
    expect((await ended(store, third.id)).state).toEqual({ status: 'finished' });
  });

  it('whose waiting trainer gets SIGTERM ends without spending', async () => {
    const { store, queue } = await busyStore();
    const { id, process: waitingTrainer } = await waiting(store, await queue());
    process.kill(waitingTrainer!.pid, 'SIGTERM');
    expect((await ended(store, id)).state).toEqual({ status: 'stopped', reason: 'interrupted' });
    expect(await chargedSteps(store, id)).toBe(0);
  });

  it('whose waiting trainer is killed is lost with no step spent, and can be queued again', async () => {
    const { store, first, queue } = await busyStore();
    const { id, process: waitingTrainer } = await waiting(store, await queue());
    process.kill(waitingTrainer!.pid, 'SIGKILL');
    expect((await ended(store, id)).state).toEqual({ status: 'lost' });
    expect(await store.ledger.claims.ofRun(id)).toMatchObject({ status: 'lost', chargedSteps: 0 });
    expect((await resumeRun(store, id, { trainer, whenBusy: 'queue' })).state).toEqual({ status: 'queued' });
    await requestStop(store, first.id);
    expect(await ended(store, id)).toMatchObject({ state: { status: 'finished' }, attempt: 2 });
    expect(await chargedSteps(store, id)).toBe(40);
  });

  it.runIf(process.platform === 'linux')('takes hardly more memory than Node and the code while it waits', async () => {
    const { store, queue } = await busyStore();
    const { process: waitingTrainer } = await waiting(store, await queue());
    const status = await readFile(`/proc/${waitingTrainer!.pid}/status`, 'utf8');
    const [, megabytes] = /VmRSS:\s+(\d+)\d{3} kB/.exec(status)!;
    expect(Number(megabytes)).toBeLessThan(100);
  });
});
