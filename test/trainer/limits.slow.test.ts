// Real trainers whose data set gets less budget while they train.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import { budgetOf, chargedCost, costOfSteps } from '../../src/protocol/ledgerCosts';
import type { Run } from '../../src/protocol/run';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { dataSetOf } from '../../src/services/ledger/dataSetOf';
import { createLedger } from '../../src/services/ledger/ledger';
import { launch } from '../../src/services/runs/launch';
import { resumeRun } from '../../src/services/runs/resume';
import { requestStop } from '../../src/services/runs/runs';
import { runStatement } from '../../src/services/statement/statement';
import type { Store } from '../../src/store/store';
import { temporaryStore } from '../store/temporary';
import { ended, underWay, until } from './following';
import { writeRunFile } from './smallData';

const trainer = join(packageRoot(), 'dist', 'trainer.js');

async function training(): Promise<{ store: Store; run: Run; digest: string }> {
  const store = await temporaryStore();
  const file = await writeRunFile({ privacy: { steps: 4000, noiseMultiplier: 8 } });
  const { digest } = await dataSetOf(store, file);
  await store.ledger.dataSets.setFirstCap(digest, { cap: { epsilon: 30, delta: 1e-3 }, order: 4 }, 'for the test');
  const run = await launch(store, file, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
  await underWay(store, run.id);
  return { store, run, digest };
}

describe('a trainer', () => {
  it('whose cap is lowered stops by itself at the last step that fits, and goes on when it is raised', { timeout: 120_000 }, async () => {
    const { store, run, digest } = await training();
    const setCap = (epsilon: number) => createLedger(store).setCap(digest, { epsilon, delta: 1e-3 }, 'for the test');
    const rule = (await setCap(2.4)).rule!;
    const end = await ended(store, run.id);
    expect(end.state).toEqual({ status: 'stopped', reason: 'limit' });
    const claim = (await store.ledger.claims.ofRun(run.id))!;
    expect(claim).toMatchObject({ status: 'committed', ended: { reason: 'limit', unseen: true } });
    expect(end.step).toBe(claim.chargedSteps);
    const spent = chargedCost([claim], 4);
    expect(spent).toBeLessThanOrEqual(budgetOf(rule));
    expect(spent + costOfSteps(claim, 1, 4), 'one step more would not fit').toBeGreaterThan(budgetOf(rule));
    expect((await runStatement(store, accountingInThread, run.id)).markdown).toContain('This is the guarantee: the cap of the data set was reached');

    await setCap(30);
    await resumeRun(store, run.id, { trainer, whenBusy: 'beside' });
    await until(store, run.id, ({ step }) => step > end.step);
    await requestStop(store, run.id);
    expect((await ended(store, run.id)).state).toEqual({ status: 'stopped', reason: 'requested' });
    expect((await store.ledger.claims.ofRun(run.id))?.ended).toEqual({ reason: 'requested', unseen: false });
  });

  it('whose data set is retired stops at its next grant, and is not taken up again', { timeout: 120_000 }, async () => {
    const { store, run, digest } = await training();
    await createLedger(store).change(digest, { retiredAt: Date.now() }, 'the study is over');
    const end = await ended(store, run.id);
    expect(end.state).toEqual({ status: 'stopped', reason: 'retired' });
    expect((await store.ledger.claims.ofRun(run.id))?.chargedSteps).toBe(end.step);
    await expect(resumeRun(store, run.id, { trainer, whenBusy: 'beside' })).rejects.toThrow('was retired');
  });
});
