// The real trainer and the real command line, killed at named moments of a small run: what was begun is charged, and what can be resumed is.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import type { Claim } from '../../src/protocol/ledger';
import type { Run } from '../../src/protocol/run';
import type { Store } from '../../src/store/store';
import { temporaryDirectory, temporaryStore } from '../store/temporary';
import { ended } from '../trainer/following';
import { giveBudget, writeRunFile } from '../trainer/smallData';
import type { Fault } from './fault';
import { laboratory } from './laboratory';
import { reckon } from './reckoning';
import { outcomeOf, underOrder, type Outcome } from './sabotage';

const cli = join(packageRoot(), 'dist', 'cli.js');

const lab = laboratory();

interface Situation {
  readonly store: Store;
  readonly runFile: string;
  /** Gets a line for each sum of gradients that a trainer asks for. */
  readonly sums: string;
}

/** A store with a budget for a run of some steps, with checkpoints. */
async function prepared(steps: number): Promise<Situation> {
  const store = await temporaryStore();
  const runFile = await writeRunFile({ privacy: { steps, noiseMultiplier: 8 }, training: { checkpointEverySteps: 8 } });
  await giveBudget(store, runFile);
  return { store, runFile, sums: join(await temporaryDirectory(), 'sums.log') };
}

/** `cloister …` with something that happens to it, or to the trainer that it starts. */
function cloister({ store, sums }: Situation, script: 'cli.js' | 'trainer.js', faults: readonly Fault[], ...command: string[]): Promise<Outcome> {
  const env = underOrder(lab.bundles, { script, faults, sums });
  return outcomeOf(process.execPath, [cli, ...command, '--store', store.paths.directory], env);
}

/** Sums of gradients that were asked for: each of them is a step that was begun. */
const begun = async ({ sums }: Situation): Promise<number> => (await readFile(sums, { encoding: 'utf8', flag: 'a+' })).split('\n').length - 1;

const onlyRun = async ({ store }: Situation): Promise<Run> => (await store.runs.list())[0];
const onlyClaim = async ({ store }: Situation): Promise<Claim | undefined> => (await store.ledger.claims.all()).at(-1);

const kill = (when: 'before' | 'after', what: string, nth = 1): Fault => ({ type: 'kill', when, at: { what, nth } });

describe('the trainer of 400 steps in grants of four, killed', { timeout: 120_000 }, () => {
  it.each<[when: string, fault: Fault, begun: number, charged: number]>([
    ['before its first grant', kill('before', 'INSERT INTO grants'), 0, 0],
    ['within the transaction of a grant', kill('after', 'INSERT INTO grants', 3), 8, 8],
    ['in the middle of a step', { type: 'kill', when: 'within', at: { what: 'post sum', nth: 10 }, microseconds: 1_500 }, 10, 12],
    ['after a step, before anything of it is committed', kill('before', 'FROM requests', 12), 10, 12],
    ['before the file of a checkpoint has its name', kill('before', '.part', 2), 8, 8],
  ])('%s, is found lost with that charged, and whoever follows it is told', async (_when, fault, steps, charged) => {
    const situation = await prepared(400);
    const { end, output } = await cloister(situation, 'trainer.js', [fault], 'train', situation.runFile);
    expect(end).toBe(1);
    expect(output).toMatch(/^lost: its process is gone/m);
    expect(output).toMatch(/resume +\S.* runs resume /);
    expect((await ended(situation.store, (await onlyRun(situation)).id)).state).toEqual({ status: 'lost' });
    expect(await begun(situation)).toBe(steps);
    expect(await onlyClaim(situation)).toMatchObject({ status: 'lost', chargedSteps: charged });
    expect(await reckon(situation.store, [])).toEqual([]);
    const files = await readdir(situation.store.paths.checkpoints, { recursive: true });
    expect(files.filter((name) => name.endsWith('.part')), 'what it was writing').toEqual([]);
  });

  it('after a checkpoint, before the store knows of it, starts over when it is resumed; both are charged', async () => {
    const situation = await prepared(200);
    await cloister(situation, 'trainer.js', [kill('before', 'INTO checkpoints')], 'train', situation.runFile);
    const { id } = await onlyRun(situation);
    expect((await cloister(situation, 'trainer.js', [], 'runs', 'resume', id)).end).toBe(0);
    expect(await begun(situation)).toBe(208);
    expect(await onlyClaim(situation)).toMatchObject({ status: 'committed', chargedSteps: 208, attempt: 2 });
    expect(await reckon(situation.store, [])).toEqual([]);
  });
});

describe('the trainer of 40 steps, killed', { timeout: 120_000 }, () => {
  it.each<[when: string, fault: Fault, status: string]>([
    ['within the transaction that settles', kill('after', 'UPDATE claims'), 'lost'],
    ['after it has settled, before the run has ended', kill('before', 'SET state', 2), 'committed'],
  ])('%s, leaves all of them charged', async (_when, fault, status) => {
    const situation = await prepared(40);
    await cloister(situation, 'trainer.js', [fault], 'train', situation.runFile);
    expect((await onlyRun(situation)).state).toEqual({ status: 'lost' });
    expect(await begun(situation)).toBe(40);
    expect(await onlyClaim(situation)).toMatchObject({ status, chargedSteps: 40 });
    expect(await reckon(situation.store, [])).toEqual([]);
  });
});

describe('the command line, killed', { timeout: 120_000 }, () => {
  it.each<[when: string, fault: Fault, claim: object | undefined]>([
    ['before it has reserved', kill('before', 'INSERT INTO claims'), undefined],
    ['within the transaction that reserves', kill('after', 'INSERT INTO claims'), undefined],
    ['after it has reserved, before there is a trainer', kill('before', 'SET state'), { status: 'reserved', chargedSteps: 0, reservedSteps: 40 }],
  ])('%s, leaves nothing begun, and all or nothing reserved', async (_when, fault, claim) => {
    const situation = await prepared(40);
    expect((await cloister(situation, 'cli.js', [fault], 'train', situation.runFile)).end).toBe('SIGKILL');
    expect(await begun(situation)).toBe(0);
    if (claim === undefined) expect(await onlyClaim(situation)).toBeUndefined();
    else expect(await onlyClaim(situation)).toMatchObject(claim);
    expect(await reckon(situation.store, [])).toEqual([]);
  });

  it('while it follows a run, takes nothing from the run: its trainer goes on to the end', async () => {
    const situation = await prepared(40);
    expect((await cloister(situation, 'cli.js', [kill('after', 'FROM runs', 6)], 'train', situation.runFile)).end).toBe('SIGKILL');
    expect((await ended(situation.store, (await onlyRun(situation)).id)).state).toEqual({ status: 'finished' });
    expect(await onlyClaim(situation)).toMatchObject({ status: 'committed', chargedSteps: 40 });
  });
});
