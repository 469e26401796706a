// The privacy ledger: what it lets through, what it refuses, and that it never counts too little.
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { planRun, type TrainingPlan } from '../../src/core/plan';
import { leastCap } from '../../src/core/privacy/filter';
import { chooseOrder, type Expectation } from '../../src/core/privacy/filterOrder';
import { poissonSampledGaussian, selfComposition } from '../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../src/core/privacy/pld/pldAccountant';
import { renyiDivergence } from '../../src/core/privacy/rdp/rdp';
import type { PrivacyUnit } from '../../src/core/privacy/unit';
import type { Claim } from '../../src/protocol/ledger';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { createLedger, type PrivacyLedger } from '../../src/services/ledger/ledger';
import { deleteRun } from '../../src/services/runs/runs';
import type { Store } from '../../src/store/store';
import { exampleClaim, exampleConfig, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const data = exampleRun.data;

/** Plans of the example, of some steps; 1,000 steps at noise multiplier 1.0 and rate 0.01 are one run of the design's table. */
const planOf = (steps: number, noiseMultiplier = 1): TrainingPlan => planRun({ ...exampleConfig.privacy, noiseMultiplier, steps });
const run1000 = planOf(1000);

/** A ledger of order 8 for the example's data set. */
async function ledgerWithCap(epsilon: number): Promise<{ store: Store; ledger: PrivacyLedger }> {
  const store = await temporaryStore();
  await store.ledger.dataSets.register(data);
  await store.ledger.dataSets.setFirstCap(data.digest, { cap: { epsilon, delta: 1e-5 }, order: 8 }, 'for the test');
  return { store, ledger: createLedger(store) };
}

/** A ledger whose cap is no obstacle, in a unit of privacy. */
async function ledgerFor(unit: PrivacyUnit): Promise<{ store: Store; ledger: PrivacyLedger }> {
  const store = await temporaryStore();
  const ledger = createLedger(store);
  await ledger.putOn({ ...data, unit });
  await ledger.setCap(data.digest, { epsilon: 20, delta: 1e-5 }, 'for the test');
  return { store, ledger };
}

/** Takes the given number of grants. */
async function spend(store: Store, claim: Claim, grants: number): Promise<void> {
  for (let i = 0; i < grants; i++) expect(await store.ledger.grants.take(claim, i * claim.grantSteps)).toBeDefined();
}

const stepsOnRecord = async (store: Store): Promise<number[]> => (await store.ledger.claims.list(data.digest)).map((claim) => claim.chargedSteps);

/** What an attempt that must be refused says. */
async function messageOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(() => undefined, (reason: unknown) => reason);
  if (!CloisterError.is(error, 'refused')) throw new Error(`The ledger should have refused, but: ${String(error)}`);
  return error.message;
}

describe('reserving', () => {
  // Order 8 gives these runs ε 2.11, 3.00 and 3.90 for one, two and three: Feldman & Zrnic's filter, not a sum of ε.
  it.each([
    [2.1, 0],
    [2.12, 1],
    [2.99, 1],
    [3.01, 2],
    [3.89, 2],
    [3.91, 3],
  ])('under a cap of ε %d takes %d runs', async (epsilon, fitting) => {
    const { store, ledger } = await ledgerWithCap(epsilon);
    for (let i = 0; i < fitting; i++) await ledger.reserve(`run-${i}`, data, run1000);
    await expect(ledger.reserve('one-too-many', data, run1000)).rejects.toSatisfy((error) => CloisterError.is(error, 'refused'));
    expect(await store.ledger.claims.list(data.digest)).toHaveLength(fitting);
  });

  it('is all or nothing: a refused claim leaves no trace', async () => {
    const { store, ledger } = await ledgerWithCap(3.01);
    await ledger.reserve('first', data, run1000);
    const before = await ledger.report(accountingInThread, data.digest);
    await expect(ledger.reserve('too-big', data, planOf(2000))).rejects.toThrow(CloisterError);
    expect(await store.ledger.claims.ofRun('too-big')).toBeUndefined();
    expect(await ledger.report(accountingInThread, data.digest)).toEqual(before);
    await ledger.reserve('second', data, run1000);
  });

  it('that is refused says cap, spent, reserved, wanted and what would fit', async () => {
    const { store, ledger } = await ledgerWithCap(3.01);
    const claim = await ledger.reserve('first', data, run1000);
    await spend(store, claim, 50);
    const refusal = await messageOf(ledger.reserve('second', data, planOf(1500)));
    expect(refusal).toContain('The privacy budget of "mails" does not hold this run.');
    expect(refusal).toMatch(/cap +ε 3\.01\n/);
    expect(refusal).toMatch(/spent +ε 1\.67\n/);
    expect(refusal).toMatch(/spent and reserved +ε 2\.11\n/);
    expect(refusal).toMatch(/with the 1500 steps wanted now, ε 3\.4[45]\n/);
    expect(refusal).toContain('All at δ 0.00001; unit: one record; neighbours: add or remove one; accountant: Rényi filter of order 8.');
    const fitting = Number(/What would fit: (\d+) steps/.exec(refusal)![1]);
    // Exactly what it says would fit: one step more is refused.
    await expect(ledger.reserve('second', data, planOf(fitting + 1))).rejects.toThrow('does not hold');
    await ledger.reserve('second', data, planOf(fitting));
  });

  it('when nothing fits says so', async () => {
    const { ledger } = await ledgerWithCap(2.12);
    await ledger.reserve('first', data, run1000);
    await expect(ledger.reserve('second', data, planOf(100, 0.4))).rejects.toThrow('Not one step of this mechanism would fit: more noise is needed.');
  });

  it('on private data without a cap is refused with the way to set one', async () => {
    const store = await temporaryStore();
    const reserve = (): Promise<Claim> => createLedger(store).reserve('run', data, run1000);
    const refusal: unknown = await reserve().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ message: expect.stringMatching(/no privacy budget yet.*defaultCap.*settings\.json/) as string, remedy: { kind: 'setCap', dataSet: 'mails', delta: undefined } });
    await createLedger(store).setCap(data.digest, { epsilon: 4, delta: 1e-5 }, 'approved by the owner');
    await reserve();
  });

  it('on private data without a cap takes the default cap of the settings, once', async () => {
    const store = await temporaryStore();
    await writeFile(store.paths.settings, '{ "defaultCap": { "epsilon": 4, "delta": 1e-5 } }');
    const ledger = createLedger(store);
    await ledger.reserve('run', data, run1000);
    await writeFile(store.paths.settings, '{ "defaultCap": { "epsilon": 100, "delta": 1e-5 } }');
    await ledger.reserve('another', data, planOf(100));
    expect(await ledger.report(accountingInThread, data.digest)).toMatchObject({
      dataSet: { rule: { cap: { epsilon: 4, delta: 1e-5 } } },
      capEvents: [{ cap: { epsilon: 4, delta: 1e-5 }, reason: 'default cap of the settings' }],
    });
  });

  it('without privacy is refused on private data', async () => {
    const { ledger } = await ledgerWithCap(1000);
    const nonPrivate = planRun({ ...exampleConfig.privacy, noiseMultiplier: undefined, epsilon: 'inf' });
    await expect(ledger.reserve('run', data, nonPrivate)).rejects.toThrow(/"mails" is private data: training without privacy.*is refused/);
  });

  it('without privacy is taken on a public demonstration, and the ledger shows ∞ for that run', async () => {
    const store = await temporaryStore();
    const ledger = createLedger(store);
    const demonstration = { ...data, declared: 'publicDemonstration' } as const;
    const nonPrivate = planRun({ ...exampleConfig.privacy, noiseMultiplier: undefined, epsilon: 'inf' });
    const first = await ledger.reserve('private-run', demonstration, run1000);
    await spend(store, first, 100);
    const second = await ledger.reserve('plain-run', demonstration, nonPrivate);
    await spend(store, second, 1);
    const report = await ledger.report(accountingInThread, data.digest);
    expect(report.claims.map(({ epsilon }) => epsilon)).toEqual([pldEpsilon(run1000.mechanism, 1e-5), Infinity]);
    expect(report).toMatchObject({ delta: 1e-5, remaining: undefined, runsThatFit: undefined, spent: { filter: undefined, pld: Infinity } });
  });

  it('under another declaration than the first is refused, either way', async () => {
    const store = await temporaryStore();
    const ledger = createLedger(store);
    await ledger.reserve('run', { ...data, digest: 'public', declared: 'publicDemonstration' }, run1000);
    await expect(ledger.reserve('other', { ...data, digest: 'public' }, run1000)).rejects.toThrow(/is on the ledger as a public demonstration, but the run file declares it private/);
    await store.ledger.dataSets.register(data);
    await expect(ledger.reserve('other', { ...data, declared: 'publicDemonstration' }, run1000)).rejects.toThrow(/The first declaration holds/);
  });

  describe('by a column', () => {
    const by = (unit: PrivacyUnit): TrainingPlan => planRun({ ...exampleConfig.privacy, unit });
    const five = { column: 'author', maxRecords: 5 };

    it.each([['smaller', 2], ['larger', 50]])('takes a run of a %s bound on the same ledger, which holds for the column whatever the bound', async (_, maxRecords) => {
      const { ledger } = await ledgerFor(five);
      await ledger.reserve('first', data, by(five));
      await ledger.reserve('second', data, by({ column: 'author', maxRecords }));
      const { dataSet, claims, committed } = await ledger.report(accountingInThread, data.digest);
      expect(claims).toHaveLength(2);
      expect(dataSet.unit).toEqual({ column: 'author' });
      expect(committed.pld).toBe(pldEpsilon(selfComposition(run1000.stepMechanism, 2000), 1e-5));
    });

    it.each<[string, PrivacyUnit, PrivacyUnit]>([
      ['another column', five, { column: 'patient', maxRecords: 5 }],
      ['the record', five, 'record'],
      ['a column where the ledger counts for the record', 'record', five],
    ])('refuses %s: charges for different units do not add up', async (_, first, second) => {
      const { store, ledger } = await ledgerFor(first);
      await ledger.reserve('first', data, by(first));
      for (const attempt of [ledger.reserve('second', data, by(second)), ledger.preview(accountingInThread, data, by(second))]) {
        expect(await messageOf(attempt)).toMatch(/^The ledger of "mails" counts for .*, but the run file protects .*use the unit of the ledger\.$/);
      }
      expect(await store.ledger.claims.ofRun('second')).toBeUndefined();
    });
  });

  it('keeps data sets apart', async () => {
    const { store, ledger } = await ledgerWithCap(2.12);
    await store.ledger.dataSets.register({ ...data, digest: 'other' });
    await ledger.setCap('other', { epsilon: 2.5, delta: 1e-5 }, 'for the test');
    await ledger.reserve('run', data, run1000);
    await ledger.reserve('other-run', { ...data, digest: 'other' }, run1000);
  });
});

describe('previewing', () => {
  it('refuses as reserving would, and changes nothing', async () => {
    const { store, ledger } = await ledgerWithCap(2.12);
    await ledger.preview(accountingInThread, data, run1000);
    await expect(ledger.preview(accountingInThread, data, planOf(2000))).rejects.toThrow('does not hold this run');
    await expect(ledger.preview(accountingInThread, { ...data, digest: 'unknown' }, run1000)).rejects.toThrow('no privacy budget yet');
    expect(await store.ledger.claims.list(data.digest)).toEqual([]);
    expect(await store.ledger.dataSets.get('unknown')).toBeUndefined();
  });
});

describe('grants', () => {
  it('raise the charge block by block, up to what was reserved and no further', async () => {
    const { store, ledger } = await ledgerWithCap(2.2);
    const claim = await ledger.reserve('run', data, planOf(1015));
    expect(claim.grantSteps).toBe(11);
    const steps: number[] = [];
    for (let grant; (grant = await store.ledger.grants.take(claim, steps.length * 11)); ) steps.push(grant.steps);
    expect(steps).toEqual([...Array.from({ length: 92 }, () => 11), 3]);
    expect(await stepsOnRecord(store)).toEqual([1015]);
  });

  it('are refused once the claim is closed', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    const claim = await ledger.reserve('run', data, run1000);
    await spend(store, claim, 2);
    await ledger.close('run', 'settled');
    expect(await store.ledger.grants.take(claim, 20)).toBeUndefined();
    expect(await stepsOnRecord(store)).toEqual([20]);
  });

  it('cannot be taken out of the ledger again', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    await spend(store, await ledger.reserve('run', data, run1000), 1);
    const { Database } = await import('../../src/store/driver');
    const database = await Database.open(store.paths.ledger, { create: false });
    for (const table of ['grants', 'claims', 'cap_events', 'data_sets']) {
      await expect(database.run(`DELETE FROM ${table}`)).rejects.toThrow('a ledger never forgets');
    }
    await database.close();
  });
});

describe('giving back', () => {
  it('uncharges the steps of the latest grant that were not begun', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    const claim = await ledger.reserve('run', data, run1000);
    await spend(store, claim, 1);
    const grant = (await store.ledger.grants.take(claim, 10))!;
    await store.ledger.grants.giveBack(grant, 3);
    expect(await stepsOnRecord(store)).toEqual([13]);
  });

  it('is refused for an earlier grant, a second time, after closing, and for more steps than were granted', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    const claim = await ledger.reserve('run', data, run1000);
    const first = (await store.ledger.grants.take(claim, 0))!;
    const second = (await store.ledger.grants.take(claim, 10))!;
    const third = (await store.ledger.grants.take(claim, 20))!;
    await expect(store.ledger.grants.giveBack(first, 0)).rejects.toThrow('can no longer be given back');
    await expect(store.ledger.grants.giveBack(third, 11)).rejects.toThrow();
    await expect(store.ledger.grants.giveBack(third, -1)).rejects.toThrow();
    await store.ledger.grants.giveBack(third, 4);
    await expect(store.ledger.grants.giveBack(third, 0)).rejects.toThrow('can no longer be given back');
    await ledger.close('run', 'settled');
    await expect(store.ledger.grants.giveBack(second, 0)).rejects.toThrow('can no longer be given back');
    expect(await stepsOnRecord(store)).toEqual([24]);
  });
});

describe('settling', () => {
  it('releases only what was never granted', async () => {
    const { store, ledger } = await ledgerWithCap(3.01);
    const claim = await ledger.reserve('run', data, planOf(2000));
    await spend(store, claim, 50); // Half of it: 1,000 steps.
    await ledger.close('run', 'settled');
    await expect(ledger.reserve('too-big', data, planOf(1100))).rejects.toThrow('What would fit: 10');
    await ledger.reserve('other-half', data, run1000);
    expect(await stepsOnRecord(store)).toEqual([1000, 0]);
  });

  it('keeps the ledger when the run is deleted: no budget comes back', async () => {
    const { store, ledger } = await ledgerWithCap(2.12);
    const run = await store.runs.create(exampleRun);
    const claim = await ledger.reserve(run.id, data, run1000);
    await store.runs.start(run.id, 'beside');
    await spend(store, claim, 100);
    await ledger.close(run.id, 'settled');
    await store.runs.move(run.id, { type: 'fail', message: 'over' });
    const before = await ledger.report(accountingInThread, data.digest);
    await deleteRun(store, run.id);
    expect(await store.runs.list()).toEqual([]);
    expect(await ledger.report(accountingInThread, data.digest)).toEqual(before);
    await expect(ledger.reserve('again', data, run1000)).rejects.toThrow('does not hold this run');
  });
});

describe('extending', () => {
  it('charges steps that are taken again once more, and reserves only what is still to come', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    const first = await ledger.reserve('run', data, run1000);
    await spend(store, first, 60);
    await ledger.close('run', 'settled');
    // The checkpoint stood at step 500: 100 of the 600 charged steps are taken again.
    const second = await ledger.extend('run', 500);
    expect(second).toMatchObject({ chargedSteps: 600, reservedSteps: 1100, status: 'running', attempt: 2 });
    for (let step = 500; step < 1000; step += 10) expect(await store.ledger.grants.take(second, step)).toBeDefined();
    expect(await store.ledger.grants.take(second, 1000)).toBeUndefined();
    expect(await stepsOnRecord(store)).toEqual([1100]);
  });

  it('is refused when the further steps do not fit, and leaves the claim closed', async () => {
    const { store, ledger } = await ledgerWithCap(2.12);
    await spend(store, await ledger.reserve('run', data, run1000), 60);
    await ledger.close('run', 'settled');
    const before = await store.ledger.claims.ofRun('run');
    const refusal = await messageOf(ledger.extend('run', 500));
    expect(refusal).toMatch(/spent +ε 1\.76\n/);
    expect(refusal).toContain('with the 500 steps wanted now, ε 2.2');
    expect(refusal).toMatch(/What would fit: 4\d\d steps/);
    expect(await store.ledger.claims.ofRun('run')).toEqual(before);
  });

  it('gives no further grant to a trainer of an earlier attempt that still lives', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    const zombie = await ledger.reserve('run', data, run1000);
    await spend(store, zombie, 1);
    const claim = await ledger.extend('run', 1000);
    expect(await store.ledger.grants.take(zombie, 10)).toBeUndefined();
    expect(await store.ledger.grants.take(claim, 0)).toBeDefined();
    expect(await stepsOnRecord(store)).toEqual([20]);
  });
});

describe('caps', () => {
  it('can be raised with a reason, which stays on record; the order of the filter stays from the first charge on', async () => {
    const { store, ledger } = await ledgerWithCap(2.12);
    await spend(store, await ledger.reserve('first', data, run1000), 1);
    await expect(ledger.reserve('second', data, run1000)).rejects.toThrow('does not hold');
    await ledger.setCap(data.digest, { epsilon: 3.01, delta: 1e-5 }, ' second study, approved ');
    await ledger.reserve('second', data, run1000);
    const { dataSet, capEvents } = await ledger.report(accountingInThread, data.digest);
    expect(dataSet.rule).toEqual({ cap: { epsilon: 3.01, delta: 1e-5 }, order: 8 });
    expect(capEvents.map(({ cap, reason }) => [cap.epsilon, reason])).toEqual([[2.12, 'for the test'], [3.01, 'second study, approved']]);
  });

  it('that are lowered below what is spent take no further run, and nothing back', async () => {
    const { store, ledger } = await ledgerWithCap(3.01);
    await spend(store, await ledger.reserve('first', data, run1000), 100);
    await ledger.setCap(data.digest, { epsilon: 2, delta: 1e-5 }, 'stricter');
    await expect(ledger.reserve('second', data, planOf(1))).rejects.toThrow('Not one step');
    expect(await ledger.report(accountingInThread, data.digest)).toMatchObject({ remaining: 0, runsThatFit: 0 });
    expect(await stepsOnRecord(store)).toEqual([1000]);
  });

  it('need a reason, a data set that is private and known, and numbers in range', async () => {
    const { store, ledger } = await ledgerWithCap(3);
    const cap = { epsilon: 4, delta: 1e-5 };
    await spend(store, await ledger.reserve('first', data, planOf(100)), 1);
    await ledger.close('first', 'settled');
    await expect(ledger.setCap(data.digest, cap, '  ')).rejects.toThrow('needs a written reason');
    await expect(ledger.setCap('unknown', cap, 'why not')).rejects.toThrow('No ledger has the digest unknown');
    await expect(ledger.setCap(data.digest, { ...cap, epsilon: Infinity }, 'why not')).rejects.toThrow('epsilon must be');
    await expect(ledger.setCap(data.digest, { ...cap, delta: 1 }, 'why not')).rejects.toThrow('delta must be');
    await expect(ledger.setCap(data.digest, { ...cap, epsilon: 0.5 }, 'why not')).rejects.toThrow(/order 8, which stays now that something was charged, and cannot hold a cap of ε 0\.5 at δ 0\.00001\. Choose one above 1\.21\./);
    await store.ledger.dataSets.register({ digest: 'public', name: 'demo', declared: 'publicDemonstration' });
    await expect(ledger.setCap('public', cap, 'why not')).rejects.toThrow('"demo" is declared a public demonstration: it has no cap.');
    expect((await store.ledger.dataSets.get(data.digest))!.rule!.cap.epsilon).toBe(3);
    await ledger.setCap(data.digest, { ...cap, epsilon: 1.22 }, 'just above what order 8 can hold');
    expect(await ledger.report(accountingInThread, data.digest)).toMatchObject({ dataSet: { rule: { order: 8 } } });
  });

  describe('and the order of the filter', () => {
    const best = (epsilon: number, expectation: Expectation): number => chooseOrder(epsilon, 1e-5, expectation).order;
    const setCap = async (ledger: PrivacyLedger, epsilon: number, expectation?: Expectation): Promise<number> =>
      (await ledger.setCap(data.digest, { epsilon, delta: 1e-5 }, 'for the test', expectation)).rule!.order;
    const tenRuns: Expectation = { type: 'runs', runs: 10, samplingRate: 0.01, steps: 1000 };

    it('is chosen anew with each cap while nothing is charged, so that a very high first cap does not rule a low one out', async () => {
      const { store, ledger } = await ledgerWithCap(3);
      const loose = await setCap(ledger, 1000);
      expect(leastCap(1e-5, loose)).toBeGreaterThan(0.5);
      await ledger.reserve('waiting', data, planOf(10, 8));
      expect(await setCap(ledger, 0.5, tenRuns)).toBe(best(0.5, tenRuns));
      await store.ledger.grants.take((await store.ledger.claims.ofRun('waiting'))!, 0);
      expect(await ledger.report(accountingInThread, data.digest)).toMatchObject({ dataSet: { expectation: tenRuns, expectedRuns: 10 } });
    });

    it('follows what was expected when a later cap says nothing of it', async () => {
      const { ledger } = await ledgerWithCap(3);
      await setCap(ledger, 3, tenRuns);
      expect(await setCap(ledger, 2)).toBe(best(2, tenRuns));
      expect(best(2, tenRuns)).not.toBe(best(2, { type: 'unknown' }));
    });

    it('never changes after a step was granted, not even one that was given back', async () => {
      const { store, ledger } = await ledgerWithCap(3);
      const claim = await ledger.reserve('first', data, run1000);
      await store.ledger.grants.giveBack((await store.ledger.grants.take(claim, 0))!, 0);
      await ledger.close('first', 'requested');
      expect(await setCap(ledger, 1000)).toBe(8);
      await expect(setCap(ledger, 4, tenRuns)).rejects.toThrow('keeps its order of 8, because something was charged already');
    });

    it('never changes after an evaluation was charged', async () => {
      const { store, ledger } = await ledgerWithCap(3);
      const claim = await ledger.reserve('first', data, planRun({ ...exampleConfig.privacy, evaluation: { noiseMultiplier: 20 } }));
      expect(await store.ledger.claims.chargeEvaluation(claim)).toBe(true);
      expect(await setCap(ledger, 1000)).toBe(8);
    });

    it('is open for as long as it may be chosen anew', async () => {
      const { store, ledger } = await ledgerWithCap(5);
      expect(await ledger.isOrderOpen(data.digest)).toBe(true);
      const claim = await ledger.reserve('run', data, run1000);
      expect(await ledger.isOrderOpen(data.digest)).toBe(true);
      await spend(store, claim, 1);
      expect(await ledger.isOrderOpen(data.digest)).toBe(false);
    });

    it('is on record with each cap', async () => {
      const { ledger } = await ledgerWithCap(3);
      const orders = [8, await setCap(ledger, 9), await setCap(ledger, 1, tenRuns)];
      expect((await ledger.report(accountingInThread, data.digest)).capEvents.map(({ order }) => order)).toEqual(orders);
      expect(new Set(orders).size).toBe(3);
    });
  });
});

describe('a report', () => {
  it('shows spent, committed and remaining by the filter and as one privacy loss distribution', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    const claims = [await ledger.reserve('one', data, run1000), await ledger.reserve('two', data, run1000)];
    await spend(store, claims[0], 100);
    await ledger.close('one', 'settled');
    await spend(store, claims[1], 50);
    const report = await ledger.report(accountingInThread, data.digest);
    const step = poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 });
    // Mironov 2017, Proposition 3, with the conversion of Canonne et al. 2020, Proposition 12, written out here.
    const filter = (steps: number): number =>
      steps * renyiDivergence(step, 8) + Math.log(7 / 8) - (Math.log(1e-5) + Math.log(8)) / 7;
    expect(report.delta).toBe(1e-5);
    expect(report.spent.filter).toBeCloseTo(filter(1500), 10);
    expect(report.committed.filter).toBeCloseTo(filter(2000), 10);
    expect(report.committed.filter).toBeCloseTo(3.0, 2);
    expect(report.remaining).toBeCloseTo(4 - filter(2000), 10);
    expect(report.runsThatFit).toBe(1);
    expect(report.spent.pld).toBe(pldEpsilon(selfComposition(step, 1500), 1e-5));
    expect(report.committed.pld).toBe(pldEpsilon(selfComposition(step, 2000), 1e-5));
    expect(report.claims.map(({ epsilon }) => epsilon)).toEqual([1000, 500].map((steps) => pldEpsilon(selfComposition(step, steps), 1e-5)));
  });

  it('of 1, 2, 3 and 10 runs has the totals of dp-accounting by PLD, and more by the filter', async () => {
    const { store, ledger } = await ledgerWithCap(20);
    const golden = new Map([[1, 1.8282], [2, 2.5839], [3, 3.1923], [10, 6.1877]]);
    const filter = new Map([[1, 2.11], [2, 3.0], [3, 3.9], [10, 10.15]]);
    for (let runs = 1; runs <= 10; runs++) {
      await spend(store, await store.ledger.claims.reserve(exampleClaim(`run-${runs}`, { grantSteps: 1000 }), () => undefined), 1);
      await ledger.close(`run-${runs}`, 'finished');
      if (!golden.has(runs)) continue;
      const { spent } = await ledger.report(accountingInThread, data.digest);
      expect(spent.pld).toBeCloseTo(golden.get(runs)!, 3);
      expect(spent.filter).toBeCloseTo(filter.get(runs)!, 1);
    }
  });

  it('of an untouched ledger shows all of it remaining', async () => {
    const { ledger } = await ledgerWithCap(4);
    expect(await ledger.report(accountingInThread, data.digest)).toMatchObject({
      spent: { filter: 0, pld: 0 },
      committed: { filter: 0, pld: 0 },
      remaining: 4,
      runsThatFit: undefined,
      claims: [],
    });
  });

  it('is found by name or by the start of the digest', async () => {
    const { store, ledger } = await ledgerWithCap(4);
    await store.ledger.dataSets.register({ ...data, digest: 'abc-2', name: 'notes' });
    expect((await ledger.find('mails')).digest).toBe('digest-1');
    expect((await ledger.find('abc')).name).toBe('notes');
    await expect(ledger.find('letters')).rejects.toThrow(/No data set is called "letters".*mails.*notes/s);
    await store.ledger.dataSets.register({ ...data, digest: 'abc-3', name: 'notes' });
    await expect(ledger.find('notes')).rejects.toThrow('More than one data set is called "notes"');
    expect((await ledger.reports(accountingInThread)).map(({ dataSet }) => dataSet.digest)).toEqual(['digest-1', 'abc-2', 'abc-3']);
  });
});
