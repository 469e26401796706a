// The ladder from a request to SIGKILL, climbed with real processes.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { createRun, launch } from '../../src/services/runs/launch';
import { readLog } from '../../src/services/runs/log';
import { stopRun, type StopStage } from '../../src/services/runs/stop';
import { isAlive, processIdentity } from '../../src/store/processIdentity';
import { claimOf, end, underWay, useProjects, type Behaviour, type Project } from './project';

const project = useProjects();

async function started(behaviour: Behaviour): Promise<Project & { run: Awaited<ReturnType<typeof launch>> }> {
  const created = await project(behaviour);
  const run = await launch(created.store, created.path, { trainer: created.trainer, accounting: accountingInThread, whenBusy: 'beside' });
  return { ...created, run: await underWay(created.store, run) };
}

/** Collects the stages in the order in which they begin. */
function stages(): { onStage: (stage: StopStage) => void; climbed: StopStage[] } {
  const climbed: StopStage[] = [];
  return { climbed, onStage: (stage) => void climbed.push(stage) };
}

describe('stopRun', () => {
  it('only asks a trainer that listens, and returns the run at its end', async () => {
    const { store, run } = await started('lasts');
    const { climbed, onStage } = stages();
    const stopped = await stopRun(store, run.id, { onStage });
    expect(climbed).toEqual(['requested']);
    expect(stopped.state).toEqual({ status: 'stopped', reason: 'requested' });
    expect(await claimOf(store, run)).toMatchObject({ status: 'committed', chargedSteps: stopped.step });
  });

  it('terminates and then kills a trainer that hangs: the run is lost, with what it was granted spent', async () => {
    const { store, run } = await started('lasts');
    process.kill(run.process!.pid, 'SIGSTOP');
    const { climbed, onStage } = stages();
    const stopped = await stopRun(store, run.id, { onStage, graceMs: 400 });
    expect(climbed).toEqual(['requested', 'terminating', 'killing']);
    expect(stopped.state).toEqual({ status: 'lost' });
    expect(await isAlive(run.process!)).toBe(false);
    const claim = await claimOf(store, run);
    expect(claim.status).toBe('lost');
    expect(claim.chargedSteps).toBeGreaterThanOrEqual(stopped.step);
  });

  it('leaves a trainer alone that reports, until it is forced', async () => {
    const { store, run } = await started('deaf');
    const { climbed, onStage } = stages();
    const patient = await stopRun(store, run.id, { onStage, graceMs: 300, signal: AbortSignal.timeout(1500) });
    expect({ climbed, state: patient.state.status }).toEqual({ climbed: ['requested'], state: 'stopping' });
    const forced = await stopRun(store, run.id, { onStage, graceMs: 300, force: true });
    expect(climbed).toEqual(['requested', 'requested', 'terminating', 'killing']);
    expect(forced.state).toEqual({ status: 'lost' });
    expect(await readLog(store, run.id), 'SIGTERM came before SIGKILL').toContain('heard, and did nothing');
  });

  it('stops waiting when its signal aborts, and what was asked stays asked', async () => {
    const { store, run } = await started('lasts');
    expect((await stopRun(store, run.id, { signal: AbortSignal.abort() })).state).toEqual({ status: 'stopping' });
    expect((await end(store, run)).state).toEqual({ status: 'stopped', reason: 'requested' });
  });

  it('returns a run that has ended as it is', async () => {
    const { store, path, trainer } = await project('finishes');
    const finished = await end(store, await launch(store, path, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));
    const { climbed, onStage } = stages();
    expect(await stopRun(store, finished.id, { onStage })).toEqual(finished);
    expect(climbed).toEqual([]);
  });

  it('refuses a run that is still being made', async () => {
    const { store, path } = await project('finishes');
    const { id } = await createRun(store, path, { accounting: accountingInThread });
    await expect(stopRun(store, id)).rejects.toThrow(`Run ${id} is still being made.`);
  });

  it('sends nothing to a process that got the pid of the trainer', async () => {
    const { store, path } = await project('finishes');
    const { id } = await createRun(store, path, { accounting: accountingInThread });
    await store.runs.start(id, 'beside');
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    onTestFinished(() => void stranger.kill('SIGKILL'));
    const identity = (await processIdentity(stranger.pid))!;
    await store.runs.started(id, identity);
    // The run is active while stopRun asks it; then its trainer is gone, and the stranger has its pid.
    const onStage = (stage: StopStage): void => {
      if (stage === 'requested') void store.runs.attach(id, { pid: stranger.pid!, startTime: 'another boot' });
    };
    expect((await stopRun(store, id, { onStage, graceMs: 200 })).state).toEqual({ status: 'lost' });
    await sleep(100);
    expect(await isAlive(identity)).toBe(true);
  });

  it('does not signal where nobody can tell whether the process is still the trainer', async () => {
    const { store, path } = await project('finishes');
    const { id } = await createRun(store, path, { accounting: accountingInThread });
    await store.runs.start(id, 'beside');
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    onTestFinished(() => void stranger.kill('SIGKILL'));
    await store.runs.started(id, { pid: stranger.pid!, startTime: undefined });
    const stop = stopRun(store, id, { graceMs: 200 });
    await expect(stop).rejects.toThrow(`nobody can tell whether process ${stranger.pid} is still its trainer`);
    await expect(stop).rejects.toSatisfy((error) => CloisterError.is(error, 'failed'));
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });
});
