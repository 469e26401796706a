// What is said about runs: lines of progress, summaries, tables and comparisons.
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/cli/commands/check';
import { disclosing } from '../../../src/cli/disclosure';
import { exitCodeOfRun } from '../../../src/cli/exitCodes';
import { comparisonText, statistic } from '../../../src/cli/render/comparison';
import { barLine, loadingLine, progressHeading, progressLine } from '../../../src/cli/render/progress';
import { runJson, runSummary } from '../../../src/cli/render/runSummary';
import { runsTable } from '../../../src/cli/render/runsTable';
import { labelled } from '../../../src/protocol/labelled';
import type { Run } from '../../../src/protocol/run';
import { isResumable, type RunState } from '../../../src/protocol/runState';
import type { RunProgress } from '../../../src/services/runs/progress';
import type { RunReport } from '../../../src/services/runs/report';
import { exampleRun } from '../exampleRun';

const plain = pc.createColors(false);
const [open, closed] = [disclosing(true), disclosing(false)];

const progressOf = (run: Run): RunProgress => ({
  run,
  step: 25,
  epsilon: 2.304,
  loss: labelled('sensitive', 0.4121),
  tokensPerSecond: labelled('sensitive', 182_000),
  secondsLeft: labelled('sensitive', 12.2),
  origin: undefined,
});

const reportOf = (run: Run): RunReport => ({
  run,
  chargedSteps: run.step,
  spent: run.plan.guarantee,
  storeDirectory: '/store',
  checkpoint: '/store/checkpoints/a-run/step-000040.safetensors',
  log: '/store/logs/a-run.log',
  resumable: isResumable(run.state),
  seconds: labelled(run.data.declared === 'private' ? 'sensitive' : 'public', 31),
  latest: [],
});

const finished = (metrics: RunReport['run']['result'], changes: object = {}): Run =>
  exampleRun({ state: { status: 'finished' }, step: 40, result: metrics, ...changes });
const privateResult = { metrics: labelled('sensitive', { accuracy: 0.9, auc: 0.95 }) };
const directions = { show: 'cloister runs show a-run', resume: 'cloister runs resume a-run' };

describe('progress', () => {
  it('names every figure when they may be shown', () => {
    expect(progressLine(progressOf(exampleRun()), open)).toBe('step 25/40 (62 %), ε 2.31, loss 0.412, 182k tokens/s, 12 s left');
  });

  it('keeps step and ε, and nothing that was computed from the records, when they may not', () => {
    expect(progressLine(progressOf(exampleRun()), closed)).toBe('step 25/40 (62 %), ε 2.31');
  });

  it('says that it stops, instead of a time left', () => {
    expect(progressLine(progressOf(exampleRun({ state: { status: 'stopping' } })), open)).toMatch(/tokens\/s, stopping at the next step$/);
  });

  it('the heading says what ε means', () => {
    expect(progressHeading(exampleRun())).toMatch(/at δ 1e-4 by PLD; unit: one record; neighbours: add or remove one$/);
  });

  it('the bar fills in proportion and fits the terminal', () => {
    const line = barLine(progressOf(exampleRun()), open, plain, 80);
    expect(line.length).toBeLessThanOrEqual(80);
    const [filled, empty] = ['━', '─'].map((mark) => line.split(mark).length - 1);
    expect(filled / (filled + empty)).toBeCloseTo(25 / 40, 1);
  });

  it('loading shows a share where the total is known', () => {
    expect(loadingLine({ stage: 'cleaning e-mails', done: 50, total: 200 }, disclosing(false))).toBe('Loading the data: cleaning e-mails 25 % …');
    expect(loadingLine({ stage: 'reading records', done: 20_000 }, disclosing(true))).toBe('Loading the data: reading records (20000 so far) …');
    expect(loadingLine({ stage: 'reading records', done: 20_000 }, disclosing(false))).toBe('Loading the data: reading records …');
  });
});

describe('summary', () => {
  it('hides sensitive figures, and says how to see them', () => {
    const text = runSummary(reportOf(finished(privateResult)), closed, plain, directions);
    expect(text).toMatch(/accuracy +sensitive.*--show-sensitive/);
    expect(text).not.toMatch(/0\.9|duration/);
    expect(runJson(reportOf(finished(privateResult)), closed)).toMatchObject({ metrics: undefined, seconds: undefined });
  });

  it('of public data has its figures everywhere, and says that the ledger has no cap', () => {
    const run = finished({ metrics: labelled('public', { accuracy: 0.9 }) }, { declared: 'publicDemonstration' });
    const text = runSummary(reportOf(run), closed, plain, directions);
    expect(text).toMatch(/accuracy +0\.9000/);
    expect(text).toMatch(/duration +31 s/);
    expect(text).toMatch(/public demonstration: its ledger has no cap/);
  });

  it('tells steps that were charged more than once', () => {
    const report = { ...reportOf(finished(privateResult)), chargedSteps: 55 };
    expect(runSummary(report, closed, plain, directions)).toMatch(/40 of 40; 55 charged/);
  });

  it('offers to resume what can be, and only that', () => {
    expect(runSummary(reportOf(finished(privateResult)), closed, plain, directions)).not.toContain('runs resume');
    const failed = exampleRun({ state: { status: 'failed', message: 'disk full' }, step: 3 });
    expect(runSummary(reportOf(failed), open, plain, directions)).toMatch(/^failed: disk full[^]*runs resume/);
    expect(runSummary({ ...reportOf(failed), resumable: false }, open, plain, directions)).not.toContain('runs resume');
  });

  it.each([
    ['limit', 'stopped: the cap of the data set was reached'],
    ['retired', 'stopped: the data set was retired'],
    ['requested', 'stopped early'],
  ] as const)('of a run that was stopped says why the ledger did it (%s)', (reason, text) => {
    expect(runSummary(reportOf(exampleRun({ state: { status: 'stopped', reason } })), closed, plain, directions)).toContain(`${text}  a-run`);
  });
});

describe('why a run on private data failed', () => {
  const report = reportOf(exampleRun({ state: { status: 'failed', message: 'Record 17 says "secret".' } }));

  it('may come from a record, so that only those who may see sensitive figures are told', () => {
    for (const text of [runSummary(report, closed, plain, directions), JSON.stringify(runJson(report, closed))]) {
      expect(text).toContain('failed');
      expect(text).not.toContain('secret');
    }
    expect(runSummary(report, open, plain, directions)).toContain('failed: Record 17 says "secret".');
    expect(runJson(report, open)).toMatchObject({ state: 'failed', message: 'Record 17 says "secret".' });
  });
});

describe('list', () => {
  it('marks what is hidden, and what there is none of', () => {
    const rows = [finished(privateResult), exampleRun()].map(reportOf);
    const lines = runsTable(rows, closed, plain, 1_000_000 + 300_000).split('\n');
    expect(lines[2]).toMatch(/finished +40\/40 +[\d.]+ +1e-4 +sensitive +5 min ago$/);
    expect(lines[3]).toMatch(/running +0\/40 .* – +5 min ago$/);
    expect(runsTable(rows, open, plain, 0).split('\n')[2]).toContain('0.9000');
  });
});

describe('comparison', () => {
  it('gives mean and sample standard deviation', () => {
    expect(statistic([1, 2, 3, 4])).toEqual({ mean: 2.5, deviation: Math.sqrt(5 / 3) });
    expect(statistic([7])).toEqual({ mean: 7, deviation: undefined });
    expect(statistic([])).toBeUndefined();
    expect(statistic([1, undefined])).toBeUndefined();
  });

  it('is a table of what was measured, with the meaning of its ε and a word on linear models', () => {
    const run = (accuracy: number): Run => finished({ metrics: labelled('public', { accuracy, auc: accuracy }) }, { declared: 'publicDemonstration' });
    const text = comparisonText([{ name: 'MoE', reports: [run(0.9), run(0.92)].map(reportOf) }], closed, plain);
    expect(text).toMatch(/mean ± standard deviation of 2 runs each. ε by PLD; unit: one record/);
    expect(text).toMatch(/MoE +0\.9100 ± 0\.0141 +0\.9100 ± 0\.0141 +[\d.]+ +1e-4 +31\.0 ± 0\.0/);
    expect(text).toMatch(/linear model .* strong baseline/);
  });
});

describe('exit codes', () => {
  it.each<[RunState, number]>([
    [{ status: 'finished' }, 0],
    [{ status: 'failed', message: '' }, 1],
    [{ status: 'lost' }, 1],
    [{ status: 'stopped', reason: 'revoked' }, 3],
    [{ status: 'stopped', reason: 'limit' }, 3],
    [{ status: 'stopped', reason: 'retired' }, 3],
    [{ status: 'stopped', reason: 'requested' }, 130],
    [{ status: 'stopped', reason: 'interrupted' }, 130],
  ])('of a run that is %j is %d', (state, code) => {
    expect(exitCodeOfRun(state)).toBe(code);
  });

  it('of a check is 3 only when nothing but the budget is in the way', () => {
    const budget = { severity: 'error', code: 'budget', path: '', message: '' } as const;
    const data = { ...budget, code: 'data' } as const;
    expect([[], [{ ...data, severity: 'warning' } as const], [budget], [budget, data]].map(exitCodeOf)).toEqual([0, 0, 3, 2]);
  });
});
