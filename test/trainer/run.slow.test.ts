// Whole runs in real trainer processes: to the end, stopped, killed, resumed.
import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import { poissonSampledGaussian, selfComposition } from '../../src/core/privacy/mechanism';
import { revealed } from '../../src/protocol/labelled';
import type { Run, RunId } from '../../src/protocol/run';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { exportRuns } from '../../src/services/export/exportRuns';
import { launch } from '../../src/services/runs/launch';
import { readLog } from '../../src/services/runs/log';
import { resumeRun } from '../../src/services/runs/resume';
import { requestStop } from '../../src/services/runs/runs';
import type { Store } from '../../src/store/store';
import { temporaryStore } from '../store/temporary';
import { ended, underWay, until } from './following';
import { giveBudget, writeRunFile } from './smallData';

const trainer = join(packageRoot(), 'dist', 'trainer.js');
const long = { privacy: { steps: 4000, noiseMultiplier: 8 } };

const claimOf = async (store: Store, id: RunId) => (await store.ledger.claims.ofRun(id))!;

async function started(changes: Parameters<typeof writeRunFile>[0] = {}): Promise<{ store: Store; file: string; run: Run }> {
  const store = await temporaryStore();
  const file = await writeRunFile(changes);
  await giveBudget(store, file);
  return { store, file, run: await launch(store, file, { trainer, accounting: accountingInThread, whenBusy: 'beside' }) };
}

async function lastStep(store: Store, id: RunId, name: string): Promise<number | undefined> {
  const column = (await store.scalars.read(id)).find((series) => series.name === name);
  return column && revealed(column.points).steps.at(-1);
}

describe('a run in its own process', () => {
  it('finishes, is settled to its steps, and leaves series, a checkpoint and a result', async () => {
    const { store, run } = await started();
    const end = await ended(store, run.id);
    expect(end.state).toEqual({ status: 'finished' });
    expect(end.step).toBe(40);
    expect(await claimOf(store, run.id)).toMatchObject({ status: 'committed', chargedSteps: 40 });
    expect(await lastStep(store, run.id, 'loss')).toBe(39);
    expect(await lastStep(store, run.id, 'epsilon')).toBe(40);
    expect((await store.checkpoints.latest(run.id))?.step).toBe(40);
    expect(end.result?.metrics.sensitivity).toBe('sensitive');
    expect(Object.keys(revealed(end.result!.metrics))).toEqual(['accuracy', 'auc', 'loss', 'testRecords', 'smallestExpertShare']);
  });

  it('whose unit is a column is charged for units, in batches of units', async () => {
    const unit = { column: 'author', maxRecords: 3 };
    const { store, run } = await started({ privacy: { unit, publicSize: 15, expectedBatchSize: 5, delta: 1e-3 } });
    const end = await ended(store, run.id);
    expect(end.state).toEqual({ status: 'finished' });
    expect(end.plan.guarantee.unit).toEqual(unit);
    expect(await claimOf(store, run.id)).toMatchObject({ status: 'committed', stepMechanism: poissonSampledGaussian({ noiseMultiplier: 2, samplingRate: 1 / 3 }) });
    const sizes = revealed((await store.scalars.read(run.id)).find(({ name }) => name === 'batchSize')!.points).values;
    // There are 20 authors, of whom a fourth is tested on, expectedly; a batch of records would be three times as large.
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
    expect((await store.ledger.dataSets.get(run.data.digest))?.unit).toEqual({ column: 'author' });
    // Each of the 20 authors has 4 notes. How many are left out is sensitive, and kept with the result alone.
    expect(end.result?.metrics.sensitivity).toBe('sensitive');
    expect(revealed(end.result!.metrics).recordsOverBound).toBe(20);
  });

  it('labels everything un-noised on private data as sensitive, and nothing else', async () => {
    const { store, run } = await started();
    await ended(store, run.id);
    const labels = Object.fromEntries((await store.scalars.list(run.id)).map(({ name, sensitivity }) => [name, sensitivity]));
    const open = Object.keys(labels).filter((name) => labels[name] === 'public');
    expect(open.sort()).toEqual(['epsilon', 'learningRate']);
    expect((await store.vectors.list(run.id)).map(({ kind, sensitivity }) => `${kind} ${sensitivity}`).sort()).toEqual([
      'expertGradientNorm sensitive',
      'expertLoad sensitive',
      'expertSignalToNoise sensitive',
    ]);
  });

  it('that releases load and clipped share labels them so, exports them unasked, and is charged what it would be without', async () => {
    const release = { routingLoad: 0.3, clippedShare: 0.1 };
    const { store, run } = await started({ model: { balancing: { kind: 'released', coefficient: 0.01 } }, privacy: { release } });
    const end = await ended(store, run.id);
    expect(end.state).toEqual({ status: 'finished' });
    expect(end.plan.mechanism).toEqual(selfComposition(poissonSampledGaussian({ noiseMultiplier: 2, samplingRate: 16 / 60 }), 40));
    const { runs } = JSON.parse(await exportRuns(store, accountingInThread, [run.id], { format: 'json', includeSensitive: false })) as {
      runs: { series: { name: string; sensitivity: string; values: number[] }[] }[];
    };
    const released = runs[0].series.filter(({ sensitivity }) => sensitivity === 'released');
    const perExpert = (kind: string): string[] => [0, 1, 2, 3].map((e) => `${kind}/0/${e}`);
    expect(released.map(({ name }) => name).sort()).toEqual(
      ['releasedClippedShare', 'releasedClippedShareRaw', ...perExpert('releasedExpertLoad'), ...perExpert('releasedExpertLoadRaw')].sort(),
    );
    for (const { name, values } of released) {
      expect(values, name).toHaveLength(40);
      if (!name.includes('Raw')) expect(values.every((x) => x >= 0 && x <= 1), name).toBe(true);
    }
  });

  it('logs its milestones, and nothing that it computed from the records', async () => {
    const { store, run } = await started();
    await ended(store, run.id);
    const log = await readLog(store, run.id);
    const milestones = log.trimEnd().split('\n').map((line) => line.replace(/^\S+Z {2}/, ''));
    expect(milestones).toEqual([
      expect.stringMatching(`^Trainer of run ${run.id}, attempt 1: process ${run.process!.pid}`),
      expect.stringMatching(/^Backend wasm, worker threads: 1\. Loads "/),
      'Begins, 40 steps planned.',
      `Checkpoint after step 40: ${run.id}/step-000040.safetensors.`,
      'Measures the model on the test split.',
      'Finished.',
    ]);
  });

  it('says after each step how long it has been since its first start', async () => {
    const { store, run } = await started();
    const { startedAt, endedAt } = await ended(store, run.id);
    const column = (await store.scalars.read(run.id)).find(({ name }) => name === 'elapsedSeconds')!;
    const { steps, values } = revealed(column.points);
    expect(steps).toHaveLength(40);
    expect([...values], 'never falls').toEqual([...values].sort((a, b) => a - b));
    expect(values[0]).toBeGreaterThan(0);
    expect(values[39]).toBeLessThanOrEqual((endedAt! - startedAt!) / 1000);
  });

  it('asked to stop before its first step, spends nothing', async () => {
    const { store, run } = await started();
    await requestStop(store, run.id);
    const end = await ended(store, run.id);
    expect(end).toMatchObject({ state: { status: 'stopped', reason: 'requested' }, step: 0 });
    expect(await claimOf(store, run.id)).toMatchObject({ status: 'released', chargedSteps: 0 });
  });

  it('asked through the store, stops at a step boundary and gives back what it did not begin', async () => {
    const { store, run } = await started(long);
    await underWay(store, run.id);
    await requestStop(store, run.id);
    const end = await ended(store, run.id);
    expect(end.state).toEqual({ status: 'stopped', reason: 'requested' });
    expect(await claimOf(store, run.id)).toMatchObject({ status: 'committed', chargedSteps: end.step });
    expect((await store.checkpoints.latest(run.id))?.step).toBe(end.step);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('on %s stops in the same way', async (signal) => {
    const { store, run } = await started(long);
    const { process: trainerProcess } = await underWay(store, run.id);
    process.kill(trainerProcess!.pid, signal);
    const end = await ended(store, run.id);
    expect(end.state).toEqual({ status: 'stopped', reason: 'interrupted' });
    expect((await claimOf(store, run.id)).chargedSteps).toBe(end.step);
  });

  it('killed, is found lost with at least the steps that it took charged, and resumes from its checkpoint', async () => {
    const { store, file, run } = await started({ privacy: { steps: 4000, noiseMultiplier: 8 }, training: { checkpointEverySteps: 50 } });
    const { process: trainerProcess } = await until(store, run.id, (now) => now.step > 120);
    process.kill(trainerProcess!.pid, 'SIGKILL');
    const lost = await ended(store, run.id);
    expect(lost.state).toEqual({ status: 'lost' });
    const before = await claimOf(store, run.id);
    expect(before.status).toBe('lost');
    expect(before.chargedSteps).toBeGreaterThanOrEqual(lost.step);

    const checkpoint = (await store.checkpoints.latest(run.id))!.step;
    expect(checkpoint % before.grantSteps, 'checkpoints fall on the ends of grants').toBe(0);
    await resumeRun(store, run.id, { trainer, whenBusy: 'beside', runFile: file });
    await until(store, run.id, (now) => now.step > checkpoint + 60);
    await requestStop(store, run.id);
    const end = await ended(store, run.id);
    const after = await claimOf(store, run.id);
    expect(after.chargedSteps, 'steps taken again are charged again').toBe(before.chargedSteps + end.step - checkpoint);
  });

  it('fails with a clear message when its data changed after the launch, and is charged nothing', async () => {
    const store = await temporaryStore();
    const file = await writeRunFile();
    await giveBudget(store, file);
    const { createRun, startTrainer } = await import('../../src/services/runs/launch');
    const run = await createRun(store, file, { accounting: accountingInThread });
    await appendFile(join(dirname(file), 'notes.jsonl'), `${JSON.stringify({ text: 'one more', label: 'a' })}\n`);
    await store.runs.start(run.id, 'beside');
    await startTrainer(store, run.id, trainer);
    const end = await ended(store, run.id);
    expect(end.state).toMatchObject({ status: 'failed', message: expect.stringMatching(/"notes.*has changed/) as string });
    expect(await claimOf(store, run.id)).toMatchObject({ status: 'released', chargedSteps: 0 });
  });
});
