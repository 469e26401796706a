// Why claims end, and what that says about the ε of the steps that were charged.
import { describe, expect, it } from 'vitest';
import { epsilonOfCost } from '../../src/core/privacy/filter';
import { gaussian } from '../../src/core/privacy/mechanism';
import { mayHaveLooked, type Claim, type ClaimEnd } from '../../src/protocol/ledger';
import { chargedCost } from '../../src/protocol/ledgerCosts';
import { createLedger } from '../../src/services/ledger/ledger';
import { resumeRun } from '../../src/services/runs/resume';
import { launch } from '../../src/services/runs/launch';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { Database } from '../../src/store/driver';
import type { Store } from '../../src/store/store';
import { exampleClaim, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';
import { claimOf, end, underWay, useProjects } from './project';

const data = exampleRun.data;

async function claimed(evaluation = false): Promise<{ store: Store; claim: Claim }> {
  const store = await temporaryStore();
  await store.ledger.dataSets.register(data);
  await store.ledger.dataSets.setFirstCap(data.digest, { cap: { epsilon: 4, delta: 1e-5 }, order: 8 }, 'for the test');
  const claim = await store.ledger.claims.reserve(exampleClaim('run', evaluation ? { evaluation: gaussian({ noiseMultiplier: 10 }) } : {}), () => undefined);
  return { store, claim };
}

describe('a claim that ends', () => {
  it.each<[ClaimEnd, Claim['status'], boolean]>([
    ['finished', 'committed', true],
    ['limit', 'committed', true],
    ['failed', 'committed', true],
    ['lost', 'lost', true],
    ['requested', 'committed', false],
    ['interrupted', 'committed', false],
    ['retired', 'committed', false],
    ['revoked', 'committed', false],
    ['settled', 'committed', false],
    ['killed', 'lost', false],
  ])('as %s is %s, and whether nobody looked is %s', async (reason, status, unseen) => {
    const { store, claim } = await claimed();
    await store.ledger.grants.take(claim, 0);
    expect(await store.ledger.claims.close(claim, reason)).toMatchObject({ status, ended: { reason, unseen } });
    expect(mayHaveLooked(reason)).toBe(!unseen);
  });

  it('before anything was granted is released, and open has no end', async () => {
    const { store, claim } = await claimed();
    expect(claim.ended).toBeUndefined();
    expect(await store.ledger.claims.close(claim, 'failed')).toMatchObject({ status: 'released' });
  });

  it('keeps its first end when it is closed again', async () => {
    const { store, claim } = await claimed();
    await store.ledger.claims.close(claim, 'lost');
    expect(await store.ledger.claims.close(claim, 'requested')).toMatchObject({ ended: { reason: 'lost' } });
  });

  it('without anybody looking counts as looked at when an earlier attempt was stopped by somebody', async () => {
    const { store, claim } = await claimed();
    await store.ledger.claims.close(claim, 'requested');
    const again = await store.ledger.claims.extend(claim.id, 500, () => undefined);
    expect(await store.ledger.claims.close(again, 'lost')).toMatchObject({ status: 'lost', ended: { reason: 'lost', unseen: false } });
  });

  it('was lost and taken up again is open, and lost once more nobody has looked', async () => {
    const { store, claim } = await claimed();
    await store.ledger.claims.close(claim, 'lost');
    const again = await store.ledger.claims.extend(claim.id, 500, () => undefined);
    expect(again).toMatchObject({ status: 'reserved', ended: undefined, attempt: 2 });
    expect(await store.ledger.claims.close(again, 'lost')).toMatchObject({ ended: { reason: 'lost', unseen: true } });
  });

  it('settled before reasons were kept says nothing in its own favour, also after a resume', async () => {
    const { store, claim } = await claimed();
    await store.ledger.claims.close(claim, 'lost');
    const database = await Database.open(store.paths.ledger, { create: false });
    await database.run('UPDATE claims SET end_reason = NULL');
    await database.close();
    expect((await store.ledger.claims.ofRun('run'))?.ended).toEqual({ reason: 'settled', unseen: false });
    const again = await store.ledger.claims.extend(claim.id, 500, () => undefined);
    expect((await store.ledger.claims.close(again, 'lost')).ended).toEqual({ reason: 'lost', unseen: false });
  });
});

describe('the charge for the accuracy', () => {
  it('is refused when the cap was lowered so far that it no longer fits, and taken when it does', async () => {
    const { store, claim } = await claimed(true);
    for (let step = 0; step < 1000; step += 10) await store.ledger.grants.take(claim, step);
    const spent = epsilonOfCost(chargedCost(await store.ledger.claims.list(data.digest), 8), 1e-5, 8);
    const setCap = (epsilon: number) => createLedger(store).setCap(data.digest, { epsilon, delta: 1e-5 }, 'for the test');
    await setCap(spent + 0.01); // A Gaussian of noise 10 costs 8 / 200 = 0.04.
    expect(await store.ledger.claims.chargeEvaluation(claim)).toBe(false);
    await setCap(spent + 0.05);
    expect(await store.ledger.claims.chargeEvaluation(claim)).toBe(true);
    expect(await store.ledger.claims.chargeEvaluation(claim)).toBe(false);
  });
});

describe('a run of a real process', () => {
  const projects = useProjects();
  const how = { accounting: accountingInThread, whenBusy: 'beside' } as const;

  it('that is killed without a word is lost, and nobody has looked; after a request to stop somebody may have', { timeout: 60_000 }, async () => {
    for (const asked of [false, true]) {
      const { store, path, trainer } = await projects(asked ? 'deaf' : 'lasts');
      const run = await underWay(store, await launch(store, path, { trainer, ...how }));
      if (asked) await store.requests.requestStop(run.id);
      process.kill((await store.runs.get(run.id)).process!.pid, 'SIGKILL');
      expect((await end(store, run)).state.status).toBe('lost');
      expect(await claimOf(store, run)).toMatchObject({ status: 'lost', ended: { reason: asked ? 'killed' : 'lost', unseen: !asked } });
    }
  });

  it('that was taken for dead gets no further grant, although it lives and goes on', { timeout: 60_000 }, async () => {
    const { store, path, trainer } = await projects('lasts');
    const run = await underWay(store, await launch(store, path, { trainer, ...how }));
    const lost = await store.ledger.claims.close(await claimOf(store, run), 'lost');
    await end(store, run); // It asks for its next grant, gets none, and ends by itself.
    expect(await claimOf(store, run)).toMatchObject({ status: 'lost', chargedSteps: lost.chargedSteps });
    expect(lost.chargedSteps).toBeLessThan(100);
  });

  it('that was lost can be taken up again, and its trainer of before has no part in it', { timeout: 60_000 }, async () => {
    const { store, path, trainer } = await projects('lasts');
    const run = await underWay(store, await launch(store, path, { trainer, ...how }));
    const before = await claimOf(store, run);
    process.kill((await store.runs.get(run.id)).process!.pid, 'SIGKILL');
    await end(store, run);
    await resumeRun(store, run.id, { trainer, whenBusy: 'beside' });
    expect(await store.ledger.grants.take(before, 0)).toBeUndefined();
    expect((await claimOf(store, run)).attempt).toBe(2);
    process.kill((await underWay(store, run)).process!.pid, 'SIGKILL');
    await end(store, run);
  });
});
