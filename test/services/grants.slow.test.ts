// What the ledger still grants to a run that is under way, when its owner decides otherwise meanwhile.
import { describe, expect, it } from 'vitest';
import { planRun, type TrainingPlan } from '../../src/core/plan';
import { budgetAtOrder } from '../../src/core/privacy/filter';
import { poissonSampledGaussian } from '../../src/core/privacy/mechanism';
import { renyiDivergence } from '../../src/core/privacy/rdp/rdp';
import type { Claim } from '../../src/protocol/ledger';
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
