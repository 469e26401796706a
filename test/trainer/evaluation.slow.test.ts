// The released accuracy in real trainer processes: charged once, released once, and by a run that took all of its steps.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import { gaussian } from '../../src/core/privacy/mechanism';
import { chargedMechanism } from '../../src/protocol/ledger';
import { revealed } from '../../src/protocol/labelled';
import type { Run } from '../../src/protocol/run';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { createRun, launch, startTrainer } from '../../src/services/runs/launch';
import { readLog } from '../../src/services/runs/log';
import { resumeRun } from '../../src/services/runs/resume';
import { requestStop } from '../../src/services/runs/runs';
import { spentBy } from '../../src/services/spent';
import type { Store } from '../../src/store/store';
import { temporaryStore } from '../store/temporary';
import { ended, underWay } from './following';
import { giveBudget, writeRunFile } from './smallData';

const trainer = join(packageRoot(), 'dist', 'trainer.js');
const evaluation = { noiseMultiplier: 3 };

async function prepared(privacy: object = {}): Promise<{ store: Store; file: string }> {
  const store = await temporaryStore();
  const file = await writeRunFile({ privacy: { evaluation, ...privacy } });
  await giveBudget(store, file);
  return { store, file };
}

async function started(privacy: object = {}): Promise<{ store: Store; run: Run }> {
  const { store, file } = await prepared(privacy);
  return { store, run: await launch(store, file, { trainer, accounting: accountingInThread, whenBusy: 'beside' }) };
}

const claimOf = async (store: Store, { id }: Run) => (await store.ledger.claims.ofRun(id))!;

async function lastEpsilon(store: Store, { id }: Run): Promise<number | undefined> {
  const column = (await store.scalars.read(id)).find(({ name }) => name === 'epsilon');
  return column && revealed(column.points).values.at(-1);
}

describe('a run that plans to release its accuracy', () => {
  it('is charged for it, says so in its curve of ε and its spend, and keeps whole noisy counts', async () => {
    const { store, run } = await started();
    const end = await ended(store, run.id);
    const claim = await claimOf(store, run);
    expect(claim.evaluation).toEqual({ mechanism: gaussian(evaluation), charged: true });
    expect(chargedMechanism(claim)).toEqual(run.plan.mechanism);
    expect(await spentBy(store, accountingInThread, end, claim)).toEqual(run.plan.guarantee);
    expect(await lastEpsilon(store, run)).toBeCloseTo(run.plan.guarantee.epsilon.pld, 12);
    expect(end.result?.metrics.sensitivity).toBe('sensitive');
    const released = end.result!.releasedAccuracy!;
    expect(released.sensitivity).toBe('released');
    const { correct, incorrect, value, low, high } = revealed(released);
    expect([correct, incorrect].every(Number.isInteger)).toBe(true);
    expect(low).toBeLessThanOrEqual(value);
    expect(value).toBeLessThanOrEqual(high);
    // Ten standard deviations around the exact counts.
    const { accuracy, testRecords } = revealed(end.result!.metrics);
    expect(Math.abs(correct - accuracy * testRecords)).toBeLessThan(10 * evaluation.noiseMultiplier);
    expect(Math.abs(incorrect - (1 - accuracy) * testRecords)).toBeLessThan(10 * evaluation.noiseMultiplier);
  });

  it('releases and is charged nothing when it is stopped, and once when it is resumed to its end', async () => {
    const { store, run } = await started({ steps: 600, noiseMultiplier: 8 });
    await underWay(store, run.id);
    await requestStop(store, run.id);
    const stopped = await ended(store, run.id);
    expect(stopped.state.status).toBe('stopped');
    expect(stopped.result).not.toHaveProperty('releasedAccuracy');
    expect((await claimOf(store, run)).evaluation?.charged).toBe(false);
    await resumeRun(store, run.id, { trainer, whenBusy: 'beside' });
    const finished = await ended(store, run.id);
    expect(finished.state.status).toBe('finished');
    expect(finished.result).toHaveProperty('releasedAccuracy');
    expect((await claimOf(store, run)).evaluation?.charged).toBe(true);
  });

  it('does not release what was charged before: it may have been seen', async () => {
    const { store, file } = await prepared();
    const run = await createRun(store, file, { accounting: accountingInThread });
    expect(await store.ledger.claims.chargeEvaluation(await claimOf(store, run))).toBe(true);
    await store.runs.start(run.id, 'beside');
    await startTrainer(store, run.id, trainer);
    const end = await ended(store, run.id);
    expect(end.state.status).toBe('finished');
    expect(end.result).not.toHaveProperty('releasedAccuracy');
    expect(await readLog(store, run.id)).toContain('The accuracy is not released');
  });
});
