// What the ledger still grants to a run that is under way, when its owner decides otherwise meanwhile.
import { describe, expect, it } from 'vitest';
import { planRun, type TrainingPlan } from '../../src/core/plan';
import { budgetAtOrder } from '../../src/core/privacy/filter';
import { poissonSampledGaussian } from '../../src/core/privacy/mechanism';
import { renyiDivergence } from '../../src/core/privacy/rdp/rdp';
import type { Claim } from '../../src/protocol/ledger';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { createLedger, type PrivacyLedger } from '../../src/services/ledger/ledger';
import type { Store } from '../../src/store/store';
import { exampleConfig, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const data = exampleRun.data;
const delta = 1e-5;
const planOf = (steps: number): TrainingPlan => planRun({ ...exampleConfig.privacy, steps });

/** Most steps of the example's mechanism that a cap holds at order 8: its budget by the divergence of one step. */
const stepsUnder = (epsilon: number): number =>
  Math.floor(budgetAtOrder(epsilon, delta, 8) / renyiDivergence(poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }), 8));

async function ledgerWithCap(epsilon: number): Promise<{ store: Store; ledger: PrivacyLedger }> {
  const store = await temporaryStore();
  await store.ledger.dataSets.register(data);
  await store.ledger.dataSets.setFirstCap(data.digest, { cap: { epsilon, delta }, order: 8 }, 'for the test');
  return { store, ledger: createLedger(store) };
}

/** Takes grants until there is none, or a number of them; returns the steps of each. */
async function takeAll({ ledger: { grants } }: Store, claim: Claim, most = Infinity): Promise<number[]> {
  const steps: number[] = [];
  while (steps.length < most) {
    const grant = await grants.take(claim, steps.length * claim.grantSteps);
    if (grant === undefined) break;
    steps.push(grant.steps);
  }
  return steps;
}

const sum = (steps: readonly number[]): number => steps.reduce((a, b) => a + b, 0);

describe('a claim that reserves all that the cap holds', () => {
  it('is granted its last step', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    const steps = stepsUnder(3);
    const claim = await ledger.reserve('run', data, planOf(steps));
    expect(sum(await takeAll(store, claim))).toBe(steps);
    expect(await store.ledger.grants.refusal(claim)).toBe('revoked');
  });
});

describe('a cap that is lowered', () => {
  it('ends a run at the last step that fits, and says so', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claim = await ledger.reserve('run', data, planOf(2000));
    await takeAll(store, claim, 10);
    await ledger.setCap(data.digest, { epsilon: 2.11, delta }, 'less than was meant');
    const rest = await takeAll(store, claim);
    expect(200 + sum(rest)).toBe(stepsUnder(2.11));
    expect(await store.ledger.grants.refusal(claim)).toBe('limit');
  });

  it('below what is spent grants nothing more, and takes nothing back', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claim = await ledger.reserve('run', data, planOf(2000));
    await takeAll(store, claim, 60);
    await ledger.setCap(data.digest, { epsilon: 1.5, delta }, 'less than was meant');
    expect(await takeAll(store, claim)).toEqual([]);
    expect((await store.ledger.claims.ofRun('run'))?.chargedSteps).toBe(1200);
  });

  it('is shared by the runs that are under way, and never crossed by all of them together', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claims = [await ledger.reserve('one', data, planOf(1000)), await ledger.reserve('two', data, planOf(1000))];
    await takeAll(store, claims[0], 50);
    await ledger.setCap(data.digest, { epsilon: 2.11, delta }, 'less than was meant');
    const taken = [500, 0];
    for (let more = true; more; ) {
      const steps = [sum(await takeAll(store, claims[0], 1)), sum(await takeAll(store, claims[1], 1))];
      steps.forEach((each, i) => (taken[i] += each));
      more = sum(steps) > 0;
    }
    expect(sum(taken)).toBe(stepsUnder(2.11));
    expect(Math.min(...taken)).toBeGreaterThan(200);
  });

  it('that is raised again lets the run go on', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claim = await ledger.reserve('run', data, planOf(2000));
    await ledger.setCap(data.digest, { epsilon: 1.5, delta }, 'less than was meant');
    await takeAll(store, claim);
    await ledger.setCap(data.digest, { epsilon: 4, delta }, 'as before');
    await takeAll(store, claim);
    expect((await store.ledger.claims.ofRun('run'))?.chargedSteps).toBe(2000);
  });
});

describe('a data set that is retired', () => {
  it('ends the run that is under way at its next grant', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claim = await ledger.reserve('run', data, planOf(1000));
    await takeAll(store, claim, 3);
    await ledger.change(data.digest, { retiredAt: Date.now() }, 'the study is over');
    expect(await takeAll(store, claim)).toEqual([]);
    expect(await store.ledger.grants.refusal(claim)).toBe('retired');
  });
});

describe('an advisory limit', () => {
  it('does not end a run, however low it is set', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claim = await ledger.reserve('run', data, planOf(1000));
    await ledger.change(data.digest, { enforcement: 'advisory' }, 'an estimate');
    await ledger.setCap(data.digest, { epsilon: 1.3, delta }, 'what was hoped for');
    expect(sum(await takeAll(store, claim))).toBe(1000);
  });
});

describe('an override', () => {
  it('lets the overriding run and those that were reserved before it go on, until the cap is set anew', async () => {
    const { store, ledger } = await ledgerWithCap(2.2);
    const before = await ledger.reserve('before', data, planOf(1000));
    const over = await ledger.reserve('over', data, planOf(1000), { override: 'the deadline of the paper' });
    await takeAll(store, over, 90);
    expect(await takeAll(store, before, 50)).toHaveLength(50);
    await ledger.setCap(data.digest, { epsilon: 2.2, delta }, 'no more than this after all');
    expect(await takeAll(store, before)).toEqual([]);
    expect(await takeAll(store, over)).toEqual([]);
    expect(await store.ledger.grants.refusal(over)).toBe('limit');
  });
});

describe('an override', () => {
  it('that a run does not need is no override: the cap holds for it as for others', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claim = await ledger.reserve('run', data, planOf(1000), { override: 'to be on the safe side' });
    expect(claim.overrideReason).toBeUndefined();
    await ledger.setCap(data.digest, { epsilon: 1.5, delta }, 'less than was meant');
    await takeAll(store, claim);
    expect(await store.ledger.grants.refusal(claim)).toBe('limit');
  });

  it('lets ε = ∞ onto private data; the ledger shows ∞ from then on, and holds no further run', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const plain = planRun({ ...exampleConfig.privacy, noiseMultiplier: undefined, epsilon: 'inf' });
    const before = await ledger.reserve('before', data, planOf(100));
    const claim = await ledger.reserve('plain', data, plain, { override: 'the data is to be published anyway' });
    expect(await takeAll(store, claim, 2)).toHaveLength(2);
    expect(sum(await takeAll(store, before))).toBe(100);
    expect(await ledger.report(accountingInThread, data.digest)).toMatchObject({ spent: { filter: Infinity, pld: Infinity }, remaining: 0, runsThatFit: 0 });
    await expect(ledger.reserve('after', data, planOf(10))).rejects.toThrow(/spent +ε ∞\n.*Not one step/s);
    await ledger.setCap(data.digest, { epsilon: 4, delta }, 'no more of that');
    expect(await takeAll(store, claim)).toEqual([]);
  });

  it('of a resume needs a reason of its own, which stays on record beside the one of the launch', async () => {
    const { store, ledger } = await ledgerWithCap(2.2);
    const claim = await ledger.reserve('over', data, planOf(2000), { override: 'the deadline of the paper' });
    await takeAll(store, claim, 20);
    await ledger.close('over', 'lost');
    await expect(ledger.extend('over', 1800)).rejects.toThrow('does not hold this run');
    await expect(ledger.extend('over', 1800, ' ')).rejects.toThrow('needs a written reason');
    expect(await store.ledger.claims.ofRun('over')).toMatchObject({ status: 'lost', chargedSteps: 400, attempt: 1 });
    const again = await ledger.extend('over', 1800, 'the deadline was moved');
    expect(again).toMatchObject({ attempt: 2, reservedSteps: 2200, overrideReason: 'the deadline of the paper; the deadline was moved' });
    expect(await store.ledger.grants.take(again, 20 * again.grantSteps)).toBeDefined();
    const events = await store.ledger.database.all<{ reason: string }>(`SELECT reason FROM events WHERE action = 'overridden' ORDER BY seq`);
    expect(events.map(({ reason }) => reason)).toEqual(['the deadline of the paper', 'the deadline was moved']);
  });

  it('of a resume that fits is none', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    await ledger.reserve('run', data, planOf(1000));
    await ledger.close('run', 'lost');
    expect((await ledger.extend('run', 1000, 'to be on the safe side')).overrideReason).toBeUndefined();
    expect(await store.ledger.database.all(`SELECT reason FROM events WHERE action = 'overridden'`)).toEqual([]);
  });

  it('opens neither a data set that was retired nor one that has no cap', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const override = 'it is urgent';
    await store.ledger.dataSets.register({ ...data, digest: 'without-cap', name: 'letters' });
    await expect(ledger.reserve('run', { ...data, digest: 'without-cap', name: 'letters' }, planOf(10), { override })).rejects.toThrow('no privacy budget yet');
    await ledger.change(data.digest, { retiredAt: Date.now() }, 'the study is over');
    await expect(ledger.reserve('run', data, planOf(10), { override })).rejects.toThrow('was retired');
  });
});

describe('what would fit', () => {
  const withAccuracy = (changes: Partial<typeof exampleConfig.privacy>): TrainingPlan =>
    planRun({ ...exampleConfig.privacy, evaluation: { noiseMultiplier: 5 }, ...changes });

  it('counts the release of the accuracy: the steps and the noise that are offered fit with it, and one step more does not', async () => {
    const { ledger } = await ledgerWithCap(2.4);
    const room = (await ledger.room(data, withAccuracy({ steps: 2000 })))!;
    await expect(ledger.preview(accountingInThread, data, withAccuracy({ steps: room.steps + 1 }))).rejects.toThrow('does not hold');
    await ledger.preview(accountingInThread, data, withAccuracy({ steps: room.steps }));
    await ledger.preview(accountingInThread, data, withAccuracy({ steps: 2000, noiseMultiplier: room.noiseMultiplier }));
    await expect(ledger.preview(accountingInThread, data, withAccuracy({ steps: 2000, noiseMultiplier: room.noiseMultiplier! - 0.001 }))).rejects.toThrow('does not hold');
    // 8 / (2 · 5²) nats of the budget are the release's.
    const step = renyiDivergence(poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }), 8);
    expect(room.steps).toBe(Math.floor((budgetAtOrder(2.4, delta, 8) - 8 / 50) / step));
  });
});

describe('refusing a grant', () => {
  it('for a claim that was settled, used up or taken over is told apart from the limit of the data set', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const settled = await ledger.reserve('settled', data, planOf(100));
    await ledger.close('settled', 'settled');
    const taken = await ledger.reserve('taken', data, planOf(100));
    await store.ledger.claims.extend(taken.id, 100, () => undefined);
    for (const claim of [settled, taken]) {
      expect(await takeAll(store, claim)).toEqual([]);
      expect(await store.ledger.grants.refusal(claim)).toBe('revoked');
    }
  });
});
