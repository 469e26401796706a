// Kills of the extension host and of all of VS Code while a run trains or is being launched: the ledger counts what was begun, once.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../../scripts/vscode/workbench.mjs';
import type { Run } from '../../src/protocol/run';
import { isAlive } from '../../src/store/processIdentity';
import { openStore, type Store } from '../../src/store/store';
import type { Order } from '../faults/fault';
import { reckon } from '../faults/reckoning';
import { bundleChildren, underOrder } from '../faults/sabotage';
import { canLook, editorProcesses, extensionHosts, killAll } from './processes';
import { preload, startSession, storeOf, type Session, type SessionOptions } from './session';
import { temporaryFolder } from './temporary';

const patience = { timeout: 90_000, interval: 200 };

const folder = temporaryFolder();
/** Those that the tests have started and not stopped. */
const sessions: Session[] = [];
let window: Workbench;

beforeAll(() => {
  process.env.CLOISTER_LEDGER = 'ledger'; // As the session has it, for the look from outside.
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await window.screenshot(resolve(__dirname, '../../.cache/editor-tests', `${task.name.replace(/\W+/g, '-')}.png`)).catch(() => undefined);
});

afterAll(endSessions);

/** A new VS Code on the same store, in place of the one before. */
async function startEditor(options: Partial<SessionOptions> = {}): Promise<void> {
  await endSessions();
  const session = await startSession({ folder, ...options });
  sessions.push(session);
  writeLongRun(session.workspace);
  window = await session.open();
  await window.load();
  await window.showSidebar();
}

async function endSessions(): Promise<void> {
  for (const session of sessions.splice(0)) await session.stop();
}

/** A run file like the sample's that trains until it is stopped. */
function writeLongRun(workspace: string): void {
  const text = readFileSync(join(workspace, 'e-mails.run.json'), 'utf8');
  writeFileSync(join(workspace, 'long.run.json'), text.replace('"MoE, private"', '"long"').replace('"epochs": 10', '"epochs": 1000'));
}

/** When this resolves, the store has the run; what follows of the launch goes on. */
async function launchLongRun(): Promise<void> {
  const earlier = await runCount();
  await window.command('Cloister: Launch Run');
  await window.pick('long.run.json');
  await window.answerDialog('Launch');
  await expect.poll(runCount, patience).toBe(earlier + 1);
}

const firstRow = async (): Promise<string> => ((await window.rows('Runs').allInnerTexts())[0] ?? '').replaceAll('\n', ' ');

/** What a process that is no part of VS Code finds in the store. */
async function fromOutside<T>(look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(storeOf(folder));
  return look(store).finally(() => store.close());
}

const runCount = (): Promise<number> => fromOutside(async (store) => (await store.runs.list()).length);

const latestRun = (): Promise<Run> => fromOutside(async (store) => (await store.runs.list())[0]);

const claimOf = ({ id }: Run) => fromOutside((store) => store.ledger.claims.ofRun(id));

const stepsOf = async (): Promise<number> => (await latestRun()).step;

/** The ledger counts every step that the run has behind it, no step twice, and its chain is what was written. */
async function expectSoundLedger(): Promise<void> {
  const run = await latestRun();
  expect((await claimOf(run))?.chargedSteps).toBeGreaterThanOrEqual(run.step);
  expect(await fromOutside((store) => reckon(store, []))).toEqual([]);
}

/** Its trainer is the process that it was, and takes further steps. */
async function expectToGoOn(before: Run): Promise<void> {
  await expect.poll(stepsOf, patience).toBeGreaterThan(before.step + 3);
  const { process: trainer, attempt, state } = await latestRun();
  expect({ trainer, attempt, state }).toEqual({ trainer: before.process, attempt: 1, state: { status: 'running' } });
  expect(trainer && (await isAlive(trainer))).toBe(true);
}

describe.skipIf(!canLook)('kill of the host (needs /proc)', { timeout: 300_000 }, () => {
  it('the extension host, while a trainer is in the middle of its run: the trainer goes on, and the next host stops it', async () => {
    await startEditor();
    await launchLongRun();
    await expect.poll(stepsOf, patience).toBeGreaterThan(3);
    const before = await latestRun();
    const hosts = extensionHosts(folder);
    killAll(hosts);
    await expectToGoOn(before);
    await expectSoundLedger();

    await expect.poll(() => extensionHosts(folder).filter((pid) => !hosts.includes(pid)).length, patience).toBe(1);
    const shown = await firstRow();
    await expect.poll(firstRow, patience).not.toBe(shown);
    await window.command('Cloister: Stop Run');
    await window.pick('long');
    await expect.poll(async () => (await latestRun()).state, patience).toEqual({ status: 'stopped', reason: 'requested' });
    expect(await claimOf(before)).toMatchObject({ status: 'committed', attempt: 1 });
    await expectSoundLedger();
  });

  it('all of VS Code, while a trainer is in the middle of its run: the next VS Code shows it, stops it and resumes it', async () => {
    await startEditor();
    await launchLongRun();
    await expect.poll(stepsOf, patience).toBeGreaterThan(3);
    const before = await latestRun();
    killAll(editorProcesses(folder));
    await expectToGoOn(before);
    await expectSoundLedger();

    await startEditor();
    await expect.poll(firstRow, patience).toMatch(/long.*\d+\/7928/);
    await window.command('Cloister: Stop Run');
    await window.pick('long');
    await expect.poll(async () => (await latestRun()).state, patience).toEqual({ status: 'stopped', reason: 'requested' });
    const { step } = await latestRun();
    await window.command('Cloister: Resume Run');
    await window.pick('long');
    await window.answerDialog('Resume');
    await expect.poll(stepsOf, patience).toBeGreaterThan(step);
    await expectSoundLedger();
    await fromOutside(async (store) => store.requests.requestStop((await latestRun()).id));
  });

  it('the extension host, when the budget is reserved and no trainer started: the run is found lost, and all of its budget is free again', async () => {
    const { saboteur, ...others } = await bundleChildren(folder);
    const order: Order = { script: 'bootstrap-fork', faults: [{ type: 'kill', when: 'before', at: { what: 'UPDATE runs SET state', nth: 1 } }] };
    const { NODE_OPTIONS, ...sabotage } = underOrder({ saboteur, ...others }, order);
    await startEditor({ environment: { ...(sabotage as Record<string, string>), NODE_OPTIONS: `--require=${preload} ${NODE_OPTIONS}` } });
    await launchLongRun();
    await expect.poll(async () => (await latestRun()).state.status, patience).toBe('created');
    const run = await latestRun();
    await expect.poll(() => claimOf(run), patience).toMatchObject({ status: 'reserved', chargedSteps: 0 });

    await startEditor();
    await expect.poll(async () => (await latestRun()).state, patience).toEqual({ status: 'lost' });
    await expect.poll(() => window.rows('Runs').first().getAttribute('aria-label'), patience).toMatch(/long.*lost/);
    expect(await claimOf(run)).toMatchObject({ status: 'lost', chargedSteps: 0 });
    await expectSoundLedger();
  });
});
