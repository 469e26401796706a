// `train` on private data, by real processes: what is shown where, exit codes, and the ways out.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../store/temporary';
import { writeRunFile } from '../trainer/smallData';
import { long, privateData, type Prepared } from './privateData';
import { bundle, cloister, json, start, startProcess } from './process';

interface RunDocument {
  readonly id: string;
  readonly state: string;
  readonly step: number;
  readonly chargedSteps: number;
  readonly plan: object;
  readonly spent: { readonly pld: { readonly epsilon: number }; readonly rdp: { readonly epsilon: number }; readonly delta: number };
  readonly metrics?: Readonly<Record<string, number>>;
  readonly seconds?: number;
  readonly checkpoint?: string;
}

/** Figures that were computed from the records without noise, as the command line words them. */
const sensitiveWords = /AUC|test loss|loss \d|tokens\/s|\d s left|duration/;

const show = ({ store }: Prepared, id: string): Promise<RunDocument> => json<RunDocument>('runs', 'show', id, ...store);

async function ended(prepared: Prepared, id: string): Promise<RunDocument> {
  for (let look = 0; look < 100; look++) {
    const run = await show(prepared, id);
    if (['finished', 'stopped', 'failed', 'lost'].includes(run.state)) return run;
    await sleep(200);
  }
  throw new Error(`Run ${id} did not end.`);
}

/** The id from the heading that `train` prints. */
const idIn = (text: string): string => /Run ([\w-]+):/.exec(text)![1];

describe('train', () => {
  it('on private data, pipes hold the guarantee and no sensitive figure', async () => {
    const prepared = await privateData(100);
    const { code, stdout, stderr } = await cloister('train', prepared.runFile, ...prepared.store);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/finished/);
    expect(stdout).toMatch(/privacy spent +ε [\d.]+ at δ 0\.001 by PLD; cross-check by RDP: ε [\d.]+\n +unit: one record; neighbours: add or remove one/);
    expect(stdout).toMatch(/steps +40 of 40/);
    expect(stdout).toMatch(/noise multiplier 2, clip norm 1/);
    expect(stdout).toMatch(/checkpoint +\/.*\.safetensors/);
    expect(stdout).toContain(`runs show ${idIn(stderr)}`);
    expect(stdout).toMatch(/accuracy +sensitive, so not shown here/);
    expect(stdout + stderr).not.toMatch(sensitiveWords);
  });

  it('--show-sensitive shows the figures in pipes', async () => {
    const { runFile, store } = await privateData(100);
    const { stdout, stderr } = await cloister('train', runFile, '--show-sensitive', ...store);
    expect(stdout).toMatch(/accuracy +[01]\.\d{4}\n +AUC +[01]\.\d{4}/);
    expect(stdout).toMatch(/duration/);
    expect(stderr).toMatch(/loss \d/);
  });

  // util-linux's script(1) runs a command on a terminal of its own.
  it.runIf(spawnSync('script', ['--version']).stdout?.includes('util-linux'))('a terminal shows the figures, and a bar', async () => {
    const { runFile, store } = await privateData(100);
    const line = [process.execPath, bundle, 'train', runFile, ...store].join(' ');
    const { code, stdout } = await startProcess('script', ['--quiet', '--return', '--command', line, '/dev/null']).outcome;
    expect(code).toBe(0);
    expect(stdout).toMatch(/━/);
    expect(stdout).toMatch(/tokens\/s/);
    expect(stdout).toMatch(/accuracy +[01]\.\d{4}/);
  });

  it('--json prints one document, with figures only when they are asked for', async () => {
    const { runFile, store } = await privateData(100);
    const run = await json<RunDocument>('train', runFile, ...store);
    expect(run).toMatchObject({ state: 'finished', step: 40, chargedSteps: 40, plan: { steps: 40, noiseMultiplier: 2, clipNorm: 1 } });
    expect(run).toMatchObject({ spent: { delta: 1e-3, unit: 'record', neighbouringRelation: 'addOrRemoveOne' } });
    expect(run.spent.rdp.epsilon).toBeGreaterThan(run.spent.pld.epsilon);
    expect(run.metrics).toBeUndefined();
    expect(run.seconds).toBeUndefined();
    const open = await json<RunDocument>('runs', 'show', run.id, '--show-sensitive', ...store);
    expect(open.metrics).toMatchObject({ accuracy: expect.any(Number) as number });
    expect(open.seconds).toBeGreaterThan(0);
  });

  it('exits with 3 when the ledger refuses, says what would fit, and leaves no run', async () => {
    const { runFile, store } = await privateData(1);
    const { code, stderr, stdout } = await cloister('train', runFile, ...store);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/does not hold this run/);
    expect(stderr).toMatch(/What would fit: \d+ steps|more noise is needed/);
    expect(await json('runs', 'list', ...store)).toEqual([]);
    const refusal = await cloister('train', runFile, '--json', ...store);
    expect(JSON.parse(refusal.stdout)).toMatchObject({ error: { kind: 'refused' } });
  });

  it('exits with 2 on a bad run file', async () => {
    const runFile = await writeRunFile({ privacy: { steps: 0 } });
    const { code, stderr, stdout } = await cloister('train', runFile, '--store', await temporaryDirectory());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/privacy\.steps/);
  });

  it('exits with 1 when the trainer dies, and says so', async () => {
    const prepared = await privateData(1000, long);
    const { outcome, said } = start('train', prepared.runFile, ...prepared.store);
    await said('step 0/30000');
    const [{ id }] = await json<RunDocument[]>('runs', 'list', ...prepared.store);
    const { process: trainer } = await json<{ process: { pid: number } }>('runs', 'show', id, ...prepared.store);
    process.kill(trainer.pid, 'SIGKILL');
    const { code, stdout } = await outcome;
    expect(code).toBe(1);
    expect(stdout).toMatch(/lost/);
    expect(stdout).toContain(`runs resume ${id}`);
  });
});

describe('ways out of train', () => {
  it('Ctrl-C stops at a step, says what was spent and how to go on, and exits with 130', async () => {
    const prepared = await privateData(1000, long);
    const { process: child, outcome, said } = start('train', prepared.runFile, ...prepared.store);
    await said(', ε ');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stdout).toMatch(/stopped early/);
    expect(stdout).toMatch(/privacy spent +ε \d+\.\d+ at δ 0\.001 by PLD/);
    expect(stdout).toContain(`runs resume ${idIn(stderr)}`);
    const run = await show(prepared, idIn(stderr));
    expect(run).toMatchObject({ state: 'stopped', chargedSteps: run.step });
    expect(run.step).toBeLessThan(30_000);
  });

  it('a second Ctrl-C leaves at once, and the run stops by itself', async () => {
    const prepared = await privateData(1000, long);
    const { process: child, outcome, said } = start('train', prepared.runFile, ...prepared.store);
    await said('starting the trainer');
    child.kill('SIGINT');
    await said('Ctrl-C again leaves at once');
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Left\. Run .* stops by itself/);
    expect((await ended(prepared, idIn(stderr))).state).toBe('stopped');
  });

  it('--detach prints the id at once, and the run goes on to its end', async () => {
    const prepared = await privateData(100);
    const { code, stdout } = await cloister('train', prepared.runFile, '--detach', ...prepared.store);
    expect(code).toBe(0);
    expect(await ended(prepared, stdout.trim())).toMatchObject({ state: 'finished', step: 40 });
  });

  it('a killed command line takes no run with it', async () => {
    const prepared = await privateData(1000, { privacy: { steps: 2000, noiseMultiplier: 20 } });
    const { process: child, outcome, said } = start('train', prepared.runFile, ...prepared.store);
    await said('step 0/2000');
    child.kill('SIGKILL');
    const { code, stderr } = await outcome;
    expect(code).toBe('SIGKILL');
    expect((await show(prepared, idIn(stderr))).state).not.toBe('finished');
    expect(await ended(prepared, idIn(stderr))).toMatchObject({ state: 'finished', step: 2000 });
  });
});
