// `runs` and `budget` over the life of private runs, by real processes.
import { access } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { long, privateData } from './privateData';
import { cloister, json, start } from './process';

interface ListedRun {
  readonly id: string;
  readonly state: string;
  readonly step: number;
  readonly metrics?: object;
}

interface Ledger {
  readonly name: string;
  readonly cap: { readonly epsilon: number; readonly delta: number } | null;
  readonly spent: { readonly filter: number; readonly pld: number };
  readonly committed: { readonly filter: number };
  readonly remaining: number;
  readonly runs: { readonly id: string; readonly chargedSteps: number }[];
  readonly capEvents: { readonly reason: string }[];
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

describe('runs', () => {
  it('list hides the accuracy of private runs from pipes, and shows it when asked', async () => {
    const { runFile, store } = await privateData(100);
    await cloister('train', runFile, ...store);
    const { stdout } = await cloister('runs', 'list', ...store);
    expect(stdout).toMatch(/by PLD; unit: one record; neighbours: add or remove one/);
    expect(stdout).toMatch(/small +finished +40\/40 +[\d.]+ +0\.001 +sensitive/);
    expect((await cloister('runs', 'list', '--show-sensitive', ...store)).stdout).toMatch(/0\.001 +[01]\.\d{4}/);
    const [run] = await json<ListedRun[]>('runs', 'list', ...store);
    expect(run).toMatchObject({ state: 'finished', step: 40 });
    expect(run.metrics).toBeUndefined();
  });

  it('show has the configuration and the environment, and public figures only', async () => {
    const { runFile, store } = await privateData(100);
    const { id } = await json<ListedRun>('train', runFile, ...store);
    const { stdout } = await cloister('runs', 'show', id, ...store);
    expect(stdout).toMatch(/learningRate/);
    expect(stdout).toMatch(/\d+ more +sensitive/);
    expect(stdout).not.toMatch(/gradientNorm|tokensPerSecond/);
    expect(stdout).toMatch(/"noiseMultiplier": 2/);
    expect(stdout).toMatch(/trainer +wasm backend, 1 worker thread, micro-batches by tokens/);
    const document = await json<{ latest: object; environment: object; config: object }>('runs', 'show', id, ...store);
    expect(Object.keys(document.latest)).toEqual(['learningRate']);
    expect(document).toMatchObject({ config: { name: 'small' }, environment: { versions: { node: process.versions.node } } });
    const open = await json<{ latest: object }>('runs', 'show', id, '--show-sensitive', ...store);
    expect(Object.keys(open.latest)).toContain('gradientNorm/p50');
  });

  it('stop --force ends the process of a trainer that hangs, and says each stage', async () => {
    const { runFile, store } = await privateData(1000, long);
    const following = start('train', runFile, ...store);
    await following.said('step 0/30000');
    const [{ id }] = await json<ListedRun[]>('runs', 'list', ...store);
    const { process: trainer } = await json<{ process: { pid: number } }>('runs', 'show', id, ...store);
    process.kill(trainer.pid, 'SIGSTOP');
    const { code, stdout, stderr } = await cloister('runs', 'stop', id, '--force', ...store);
    expect(code).toBe(0);
    expect(stderr).toBe('Asked to stop at the next step.\nIt has not stopped; terminating its process.\nIt has not ended; killing its process.\n');
    expect(stdout).toContain(`Run ${id}: lost`);
    expect((await following.outcome).code).toBe(1);
  });

  it('stop ends a run that another command follows, and resume takes it up again', async () => {
    const { runFile, store } = await privateData(1000, { privacy: { steps: 1500, noiseMultiplier: 20 } });
    const following = start('train', runFile, ...store);
    await following.said('step 0/1500');
    const [{ id }] = await json<ListedRun[]>('runs', 'list', ...store);
    expect(await json('runs', 'stop', id, ...store)).toEqual({ id, state: 'stopping' });
    expect((await following.outcome).code).toBe(130);

    const stopped = await json<{ step: number }>('runs', 'show', id, ...store);
    expect(stopped.step).toBeLessThan(1500);
    const resumed = await json<ListedRun & { chargedSteps: number }>('runs', 'resume', id, ...store);
    expect(resumed).toMatchObject({ id, state: 'finished', step: 1500, chargedSteps: 1500 });
    expect((await cloister('runs', 'resume', id, ...store)).code).toBe(2);
  });

  it('delete refuses a running run; deleting an ended one keeps its spend', async () => {
    const { runFile, store } = await privateData(1000, long);
    const { stdout } = await cloister('train', runFile, '--detach', ...store);
    const id = stdout.trim();
    const { code, stderr } = await cloister('runs', 'delete', id, ...store);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Stop it first/);
    await cloister('runs', 'stop', id, ...store);
    await expect.poll(async () => (await json<ListedRun[]>('runs', 'list', ...store))[0].state, { timeout: 20_000 }).toBe('stopped');

    const { checkpoint } = await json<{ checkpoint?: string }>('runs', 'show', id, ...store);
    const before = await json<Ledger[]>('budget', 'list', ...store);
    expect(await json('runs', 'delete', id, ...store)).toEqual({ deleted: [id] });
    expect(await json('runs', 'list', ...store)).toEqual([]);
    expect(checkpoint !== undefined && (await exists(checkpoint))).toBe(false);
    expect((await json<Ledger[]>('budget', 'list', ...store))[0].spent).toEqual(before[0].spent);
  });
});

describe('budget', () => {
  it('set and show: the cap, its reason, and the spend of each run by both readings', async () => {
    const { runFile, store } = await privateData(50);
    const { id } = await json<ListedRun>('train', runFile, ...store);
    await json('budget', 'set', 'notes.jsonl', '--epsilon', '60', '--delta', '1e-3', '--reason', 'more runs', ...store);
    const ledger = await json<Ledger>('budget', 'show', 'notes.jsonl', ...store);
    expect(ledger).toMatchObject({ name: 'notes.jsonl', cap: { epsilon: 60, delta: 1e-3 }, runs: [{ id, chargedSteps: 40 }] });
    expect(ledger.capEvents.map(({ reason }) => reason)).toEqual(['for the test', 'more runs']);
    // A bound at one Rényi order is never below the tight total.
    expect(ledger.spent.filter).toBeGreaterThanOrEqual(ledger.spent.pld);
    expect(ledger.remaining).toBeCloseTo(60 - ledger.committed.filter, 9);

    const { stdout } = await cloister('budget', 'show', 'notes.jsonl', ...store);
    expect(stdout).toMatch(/cap +ε 60 at δ 0\.001, enforced by a Rényi filter of order/);
    expect(stdout).toMatch(/ε by the filter is what the cap is enforced on/);
    expect(stdout).toMatch(/one record.*add or remove one/);
    expect((await cloister('budget', 'list', ...store)).stdout).toMatch(/notes\.jsonl .* 60 /);
  });

  it('set wants a reason, and a δ that is one', async () => {
    const { store } = await privateData(50);
    const missing = await cloister('budget', 'set', 'notes.jsonl', '--epsilon', '60', '--delta', '1e-3', ...store);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('--reason') as string });
    const wrong = await cloister('budget', 'set', 'notes.jsonl', '--epsilon', '60', '--delta', '1', '--reason', 'x', ...store);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/--delta.*'1'/) as string });
  });
});
