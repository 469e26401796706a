// The life of trainers that another extension host has launched: adopted, stopped, lost, and ended when they do not answer.
import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import { commands } from 'vscode';
import type { Run } from '../../../../src/protocol/run';
import type { Store } from '../../../../src/services/openStore';
import { resumeRun } from '../../../../src/services/runs/resume';
import { eventually, installed, openStore } from '../extension';

const reaches = (store: Store, id: string, status: string, seconds?: number): Promise<Run> =>
  eventually(`run ${id} is ${status}`, async () => {
    const run = await store.runs.get(id);
    return run.state.status === status ? run : undefined;
  }, seconds);

async function onlyRun(store: Store): Promise<Run> {
  const [run, ...others] = await store.runs.list();
  assert.equal(others.length, 0);
  return run;
}

/** Steps that the ledger holds as spent. */
async function spentSteps(store: Store, id: string): Promise<number> {
  const claim = await store.ledger.claims.ofRun(id);
  assert.ok(claim);
  return claim.chargedSteps;
}

async function resumed(store: Store, id: string): Promise<Run> {
  const { step } = await store.runs.get(id);
  await resumeRun(store, id, { trainer: installed().exports.trainer, whenBusy: 'beside' });
  return eventually('the resumed run takes steps', async () => {
    const run = await store.runs.get(id);
    return run.state.status === 'running' && run.step > step ? run : undefined;
  }, 40);
}

describe('a trainer', () => {
  it('survives the extension host that launched it, and is adopted by the next one', async () => {
    const store = await openStore();
    const { id, step, state, process: trainer } = await onlyRun(store);
    assert.equal(state.status, 'running');
    assert.ok(trainer);
    process.kill(trainer.pid, 0); // Throws when there is no such process.
    await eventually('it takes further steps', async () => ((await store.runs.get(id)).step > step ? true : undefined));
    assert.equal((await store.runs.get(id)).process?.pid, trainer.pid);
  });

  it('ends at a step boundary when it is asked to', async () => {
    const store = await openStore();
    const { id } = await onlyRun(store);
    await commands.executeCommand('cloister.stopRun', { runId: id });
    const run = await reaches(store, id, 'stopped');
    assert.deepEqual(run.state, { status: 'stopped', reason: 'requested' });
    assert.ok((await spentSteps(store, id)) >= run.step);
  });

  it('that is killed is marked lost, and what it was granted stays spent', async () => {
    const store = await openStore();
    const { id } = await onlyRun(store);
    const run = await resumed(store, id);
    assert.ok(run.process);
    process.kill(run.process.pid, 'SIGKILL');
    const lost = await reaches(store, id, 'lost');
    assert.ok((await spentSteps(store, id)) >= lost.step);
    assert.ok(lost.step > 0);
  });

  it('that does not answer is ended by force, stage after stage', async () => {
    const store = await openStore();
    const { id } = await onlyRun(store);
    const run = await resumed(store, id);
    assert.ok(run.process);
    const { pid } = run.process;
    process.kill(pid, 'SIGSTOP'); // It cannot even hear a request to terminate.
    try {
      await commands.executeCommand('cloister.stopRun', { runId: id });
      await eventually('the process is gone', () => (isAlive(pid) ? undefined : true), 45);
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
    await reaches(store, id, 'lost');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
