// Ledgers that have the same data set become one: no less is counted than on either, and what somebody decides is on record.
import { describe, expect, it } from 'vitest';
import { composition, type Mechanism } from '../../src/core/privacy/mechanism';
import { planRun, type TrainingPlan } from '../../src/core/plan';
import { sketchOf } from '../../src/data/sketch';
import { countedMechanism, isOpen, type Claim, type LedgerDataSet } from '../../src/protocol/ledger';
import { totalCost } from '../../src/protocol/ledgerCosts';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { importLedger } from '../../src/services/ledger/importLedger';
import { createLedger } from '../../src/services/ledger/ledger';
import { readRows, writeRows } from '../../src/store/ledger/rows';
import type { Store } from '../../src/store/store';
import { exampleConfig, exampleRun } from '../store/examples';
import { randomFrom, type Random } from '../store/random';
import { temporaryStore } from '../store/temporary';
import { differencesIn, exported, rowsIn, sameSecret } from './ledgerCopies';

const mails = { ...exampleRun.data, name: 'mails', digest: 'digest of mails' };
const cap = { epsilon: 500, delta: 1e-5 };
const orders = [1.5, 4, 20, 100];
const deltas = [1e-3, 1e-5, 1e-8];

/** Two ledgers with the same data set and nothing else, neither of which comes from the other. */
async function twoLedgers(caps = [cap, cap]): Promise<[Store, Store]> {
  const one = await temporaryStore();
  const stores: [Store, Store] = [one, await sameSecret(one)];
  for (const [index, store] of stores.entries()) {
    await store.ledger.dataSets.register({ ...mails, sketch: sketchOf(['a', 'b', 'c', 'd'], await store.secret()) });
    await createLedger(store).setCap(mails.digest, caps[index], `cap ${index}`);
  }
  return stores;
}

/** Charges a run so many blocks of steps. */
async function charge(store: Store, runId: string, blocks: number, plan: TrainingPlan = exampleRun.plan): Promise<Claim> {
  const claim = await createLedger(store).reserve(runId, mails, plan);
  for (let i = 0; i < blocks; i++) await store.ledger.grants.take(claim, i * claim.grantSteps);
  return claim;
}

const claimsOf = (store: Store): Promise<Claim[]> => store.ledger.claims.list(mails.digest);
const dataSetOf = async (store: Store): Promise<LedgerDataSet> => (await store.ledger.dataSets.get(mails.digest))!;
const costsOf = async (store: Store): Promise<number[]> => Promise.all(orders.map(async (order) => totalCost(await claimsOf(store), order)));
const countedOn = async (store: Store): Promise<Mechanism> => composition((await claimsOf(store)).map(countedMechanism));
const epsilonsOf = async (mechanism: Mechanism): Promise<number[]> => Promise.all(deltas.map((delta) => accountingInThread.epsilon(mechanism, delta)));
const importFrom = async (here: Store, there: Store, ...choices: Parameters<typeof importLedger>[2][]) => importLedger(here, await exported(there), ...choices);

describe('the merged ledger', () => {
  it.each([1, 2, 3, 4, 5, 6])('counts no less than either, at every δ and order, nor than what was taken on both together (seed %i)', async (seed) => {
    const random = randomFrom(seed);
    const taken = new Map<string, number>();
    const [here] = await twoLedgers();
    await goOn(here, random, 'before', taken);
    // An import closes what is open; the ledger of before the split is then the same on both sides.
    for (const claim of await claimsOf(here)) if (isOpen(claim)) await createLedger(here).close(claim.runId, 'requested');
    const there = await sameSecret(here);
    await importLedger(there, await exported(here));
    await goOn(here, random, 'here', taken);
    await goOn(there, random, 'there', taken);
    const [costs, epsilons] = [await Promise.all([costsOf(here), costsOf(there)]), await Promise.all([countedOn(here), countedOn(there)].map(async (mechanism) => epsilonsOf(await mechanism)))];
    const file = await exported(there);
    await importLedger(here, file);

    for (const [index, cost] of (await costsOf(here)).entries()) expect(cost).toBeGreaterThanOrEqual(Math.max(costs[0][index], costs[1][index]) * (1 - 1e-12));
    for (const [index, epsilon] of (await epsilonsOf(await countedOn(here))).entries()) expect(epsilon).toBeGreaterThanOrEqual(Math.max(epsilons[0][index], epsilons[1][index]) * (1 - 1e-6));
    for (const { runId, chargedSteps } of await claimsOf(here)) expect(chargedSteps, runId).toBeGreaterThanOrEqual(taken.get(runId) ?? 0);
    expect((await claimsOf(here)).map(({ runId }) => runId).sort()).toEqual([...new Set([...(await claimsOf(here)), ...(await claimsOf(there))].map(({ runId }) => runId))].sort());
    expect(await differencesIn(here)).toEqual([]);
    const before = await rowsIn(here);
    expect(await importLedger(here, file)).toEqual({ added: [], merged: [], claims: 0 });
    expect(await rowsIn(here)).toEqual(before);
  });

  it('counts the sum of ledgers that have no run in common', async () => {
    const [here, there] = await twoLedgers();
    await charge(here, 'one', 3);
    await charge(there, 'two', 7);
    await createLedger(there).close('two', 'finished');
    const [costs, both] = [await Promise.all([costsOf(here), costsOf(there)]), composition([await countedOn(here), await countedOn(there)])];
    expect(await importFrom(here, there)).toEqual({ added: [], merged: ['mails'], claims: 1 });
    for (const [index, cost] of (await costsOf(here)).entries()) expect(cost).toBeCloseTo(costs[0][index] + costs[1][index], 12);
    for (const [index, epsilon] of (await epsilonsOf(await countedOn(here))).entries()) expect(epsilon).toBeCloseTo((await epsilonsOf(both))[index], 6);
  });

  it('leaves a run open that trains here and is not on the other', async () => {
    const [here, there] = await twoLedgers();
    const claim = await charge(here, 'one', 3);
    await charge(there, 'two', 1);
    await importFrom(here, there);
    expect(await here.ledger.grants.take(claim, 30)).toMatchObject({ steps: claim.grantSteps });
  });
});

describe('a run that is on both ledgers', () => {
  /** A run that was charged 30 steps and ended, on both. */
  async function splitAfterRun(): Promise<[Store, Store]> {
    const [here] = await twoLedgers();
    await charge(here, 'one', 3);
    await createLedger(here).close('one', 'failed');
    const there = await sameSecret(here);
    await importLedger(there, await exported(here));
    return [here, there];
  }

  it('counts the steps of its attempts here and there, and those of before once', async () => {
    const [here, there] = await splitAfterRun();
    for (const [store, blocks] of [[here, 1], [there, 2]] as const) {
      const claim = await createLedger(store).extend('one', 100);
      for (let i = 0; i < blocks; i++) await store.ledger.grants.take(claim, 30 + i * claim.grantSteps);
      await createLedger(store).close('one', 'finished');
    }
    await importFrom(here, there);
    expect(await claimsOf(here)).toMatchObject([{ status: 'lost', chargedSteps: 30 + 10 + 20 }]);
  });

  it('is as the ledger has it on which it went on', async () => {
    const [here, there] = await splitAfterRun();
    await createLedger(there).extend('one', 100);
    await there.ledger.grants.take((await claimsOf(there))[0], 30);
    await createLedger(there).close('one', 'finished');
    await importFrom(here, there);
    const [claim] = await claimsOf(there);
    expect(await claimsOf(here)).toEqual([claim]);
  });

  it('stays open where it was taken up again', async () => {
    const [here, there] = await splitAfterRun();
    await charge(there, 'two', 1);
    const claim = await createLedger(here).extend('one', 100);
    await importFrom(here, there);
    expect(await here.ledger.grants.take(claim, 30)).toMatchObject({ steps: claim.grantSteps });
  });

  it('counts with everything that it reserved, and ends, where it is open on both: nobody knows which its trainer writes to', async () => {
    const [here] = await twoLedgers();
    const claim = await charge(here, 'one', 3);
    const there = await sameSecret(here);
    const copied = await rowsIn(here);
    await there.ledger.chain.transaction(async (connection) => writeRows(connection, await readRows(connection), copied, 'for the test'));
    await importFrom(here, there);
    expect(await claimsOf(here)).toMatchObject([{ status: 'lost', chargedSteps: claim.reservedSteps }]);
    expect(await here.ledger.grants.take(claim, 30)).toBeUndefined();
  });

  it('is refused when it was reserved for something else', async () => {
    const [here, there] = await twoLedgers();
    await charge(here, 'one', 1);
    await charge(there, 'one', 1, planRun({ ...exampleConfig.privacy, noiseMultiplier: 2 }));
    await expect(importFrom(here, there)).rejects.toMatchObject({ kind: 'refused', message: expect.stringMatching(/run one is on both ledgers, with another mechanism/) as string });
  });
});

describe('the cap of the merged ledger', () => {
  const [small, large] = [{ epsilon: 20, delta: 1e-5 }, { epsilon: 30, delta: 1e-5 }];
  const smallAtLessDelta = { epsilon: 20, delta: 1e-6 };

  it.each([
    ['the one here', [small, large], undefined, small],
    ['the one there', [large, small], undefined, small],
    ['the one at the smaller δ', [small, smallAtLessDelta], undefined, smallAtLessDelta],
    ['the one here although it is larger', [large, small], 'ours', large],
    ['the one there although it is larger', [small, large], 'theirs', large],
  ] as const)('is %s, at the order here', async (_, caps, holds, expected) => {
    const [here, there] = await twoLedgers([...caps]);
    await charge(here, 'one', 1);
    const { order } = (await dataSetOf(here)).rule!;
    await importFrom(here, there, holds && { cap: { holds, reason: 'agreed' } });
    expect((await dataSetOf(here)).rule).toEqual({ cap: expected, order });
    const events = await here.ledger.dataSets.capEvents(mails.digest);
    expect(events.map(({ cap: { epsilon, delta } }) => ({ epsilon, delta }))).toEqual([...caps, expected]);
    expect(events.at(-1)).toMatchObject({ order, reason: expect.stringMatching(holds === undefined ? /^the smaller of two caps: export of / : /^agreed$/) as string });
    expect(await differencesIn(here)).toEqual([]);
  });

  it('comes with its order where there was none here', async () => {
    const [, there] = await twoLedgers();
    const here = await sameSecret(there);
    await here.ledger.dataSets.register(mails);
    await importFrom(here, there);
    expect(await dataSetOf(here)).toMatchObject({ rule: (await dataSetOf(there)).rule, expectation: (await dataSetOf(there)).expectation });
  });

  it('that the order here cannot hold is refused, unless the one here is to stay', async () => {
    const [here, there] = await twoLedgers([{ epsilon: 500, delta: 1e-5 }, { epsilon: 2, delta: 1e-5 }]);
    await expect(importFrom(here, there)).rejects.toMatchObject({ kind: 'refused', remedy: { kind: 'importWithReason', what: 'cap' }, message: expect.stringMatching(/"mails" has a cap of ε 2 .* cannot hold/) as string });
    await importFrom(here, there, { cap: { holds: 'ours', reason: 'agreed' } });
    expect((await dataSetOf(here)).rule!.cap.epsilon).toBe(500);
  });

  it('is not chosen without a reason', async () => {
    const [here, there] = await twoLedgers([small, large]);
    await expect(importFrom(here, there, { cap: { holds: 'theirs', reason: ' ' } })).rejects.toMatchObject({ kind: 'badInput' });
  });

  it('limits what is still granted: an override of a larger one ends with it', async () => {
    const noisy = planRun({ ...exampleConfig.privacy, noiseMultiplier: 0.4 });
    const [here, there] = await twoLedgers([small, { epsilon: 10, delta: 1e-5 }]);
    const claim = await createLedger(here).reserve('one', mails, noisy, { override: 'once' });
    expect(claim.overrideReason).toBe('once');
    await importFrom(here, there);
    expect(await takeAll(here, claim)).toBeLessThan(claim.reservedSteps);
  });
});

describe('what else two ledgers say of a data set', () => {
  it.each(['here', 'there'] as const)('is retired that is retired %s', async (where) => {
    const [here, there] = await twoLedgers();
    await createLedger(where === 'here' ? here : there).change(mails.digest, { retiredAt: 7 }, 'asked to');
    await importFrom(here, there);
    expect((await dataSetOf(here)).retiredAt).toBe(7);
  });

  it.each(['here', 'there'] as const)('is enforced that is enforced %s', async (where) => {
    const [here, there] = await twoLedgers();
    await createLedger(where === 'here' ? there : here).change(mails.digest, { enforcement: 'advisory' }, 'asked to');
    await importFrom(here, there);
    expect((await dataSetOf(here)).enforcement).toBe('hard');
  });

  it.each([
    ['declares it otherwise', { declared: 'publicDemonstration' }, /declared private on one ledger and a public demonstration on the other/],
    ['counts for another unit', { unit: { column: 'patient', maxRecords: 3 } }, /counts for one record here and for all records of one “patient” there/],
  ] as const)('is refused when one %s, and nothing changes', async (_, change, message) => {
    const [here] = await twoLedgers();
    const there = await sameSecret(here);
    await there.ledger.dataSets.register({ ...mails, ...change });
    const before = await rowsIn(here);
    await expect(importFrom(here, there)).rejects.toMatchObject({ kind: 'refused', message: expect.stringMatching(message) as string });
    expect(await rowsIn(here)).toEqual(before);
  });
});

describe('data sets that began with different versions of the data', () => {
  const letters = { ...mails, name: 'letters', digest: 'digest of letters' };

  it('are one where a version is on both', async () => {
    const [here] = await twoLedgers();
    const there = await sameSecret(here);
    await there.ledger.dataSets.register(letters);
    await there.ledger.dataSets.place(mails, () => ({ kind: 'version', dataSet: letters.digest }), () => undefined);
    await createLedger(there).setCap(letters.digest, cap, 'for the test');
    await charge(here, 'one', 1);
    await charge(there, 'two', 2);
    expect(await importFrom(here, there)).toEqual({ added: [], merged: ['mails'], claims: 1 });
    expect((await claimsOf(here)).map(({ runId }) => runId)).toEqual(['one', 'two']);
    expect((await here.ledger.dataSets.ledgerOf(letters.digest))?.digest).toBe(mails.digest);
    expect(await differencesIn(here)).toEqual([]);
  });

  it('are refused where their versions are on several ledgers here', async () => {
    const [here] = await twoLedgers();
    await here.ledger.dataSets.register(letters);
    const there = await sameSecret(here);
    await there.ledger.dataSets.register(letters);
    await there.ledger.dataSets.place(mails, () => ({ kind: 'version', dataSet: letters.digest }), () => undefined);
    await expect(importFrom(here, there)).rejects.toThrow(/"mails" is a version of "mails" here, but "letters" there has versions of "letters" too/);
  });

  it('come apart from each other with a reason where they only share records, as by a fresh ledger', async () => {
    const [here] = await twoLedgers();
    const there = await sameSecret(here);
    const sketch = sketchOf(['c', 'd', 'e', 'f'], await here.secret());
    await there.ledger.dataSets.register({ ...letters, sketch });
    const before = await rowsIn(here);
    await expect(importFrom(here, there)).rejects.toMatchObject({ kind: 'refused', remedy: { kind: 'importWithReason', what: 'overlap' }, message: expect.stringMatching(/"letters" shares records with "mails": 50 %/) as string });
    await expect(importFrom(here, there, { override: ' ' })).rejects.toMatchObject({ kind: 'badInput' });
    expect(await rowsIn(here)).toEqual(before);
    expect(await importFrom(here, there, { override: ' other people ' })).toEqual({ added: ['letters'], merged: [], claims: 0 });
    expect(await here.ledger.database.all("SELECT key, reason FROM events WHERE action = 'overridden'")).toEqual([{ key: letters.digest, reason: 'other people' }]);
    expect((await rowsIn(here)).data_sets[1].set_apart_from).toBe(JSON.stringify([mails.digest]));
    expect(await differencesIn(here)).toEqual([]);
    const next = { ...letters, name: 'letters of May', digest: 'another', sketch: sketchOf(['c', 'd', 'e', 'f', 'g'], await here.secret()) };
    expect((await createLedger(here).putOn(next)).digest).toBe(letters.digest);
  });
});

async function takeAll(from: Store, claim: Claim): Promise<number> {
  for (let steps = 0; ; ) {
    const grant = await from.ledger.grants.take(claim, steps);
    if (grant === undefined) return steps;
    steps += grant.steps;
  }
}

/** Some runs, some more steps of runs that there are, and some ends. `taken` is added what was granted and not given back. */
async function goOn(on: Store, random: Random, label: string, taken: Map<string, number>): Promise<void> {
  const ledger = createLedger(on);
  const known = (await claimsOf(on)).filter((claim) => !isOpen(claim));
  for (const { runId } of known) if (random() < 0.5) await takeSome(on, await ledger.extend(runId, 100), random, taken);
  for (let i = 0; i < 1 + random() * 2; i++) {
    const plan = planRun({ ...exampleConfig.privacy, noiseMultiplier: 0.8 + random(), steps: 100 + Math.floor(random() * 900) });
    await takeSome(on, await ledger.reserve(`${label} ${i}`, mails, plan), random, taken);
  }
}

async function takeSome(on: Store, claim: Claim, random: Random, taken: Map<string, number>): Promise<void> {
  let firstStep = claim.chargedSteps;
  const add = (steps: number): void => void taken.set(claim.runId, (taken.get(claim.runId) ?? 0) + steps);
  for (let i = Math.floor(random() * 5); i > 0; i--) {
    const grant = (await on.ledger.grants.take(claim, firstStep))!;
    firstStep += grant.steps;
    add(grant.steps);
    if (i > 1 || random() < 0.5) continue;
    const untaken = Math.floor(random() * grant.steps);
    await on.ledger.grants.giveBack(grant, grant.steps - untaken);
    add(-untaken);
  }
  if (random() < 0.6) await createLedger(on).close(claim.runId, random() < 0.5 ? 'finished' : 'lost');
}
