// What the sidebar reads: a page of runs with their spend, and the budgets by the filter that decides.
import { describe, expect, it } from 'vitest';
import { pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { composition, selfComposition } from '../../../src/core/privacy/mechanism';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { createLedger } from '../../../src/services/ledger/ledger';
import { budgets } from '../../../src/services/views/budgets';
import { runList, unfinishedRuns } from '../../../src/services/views/runList';
import type { Store } from '../../../src/store/store';
import { exampleClaim, exampleRun } from '../../store/examples';
import { temporaryStore } from '../../store/temporary';

const { data, plan } = exampleRun;
const everything = { text: '', limit: 100 };

const runNamed = (store: Store, name: string): Promise<{ id: string }> => store.runs.create({ ...exampleRun, name });

async function capped(epsilon: number): Promise<Store> {
  const store = await temporaryStore();
  await store.ledger.dataSets.register(data);
  await store.ledger.dataSets.setFirstCap(data.digest, { cap: { epsilon, delta: 1e-5 }, order: 8 }, 'for the test');
  return store;
}

async function take(store: Store, runId: string, grants: number): Promise<void> {
  const claim = await store.ledger.claims.ofRun(runId);
  for (let i = 0; i < grants; i++) await store.ledger.grants.take(claim!, i * claim!.grantSteps);
}

describe('the list of runs', () => {
  it('holds the newest first, as many as asked for, and says how many there are', async () => {
    const store = await temporaryStore();
    for (const name of ['first', 'second', 'third']) await runNamed(store, name);
    const { runs, matching } = await runList(store, accountingInThread, { text: '', limit: 2 });
    expect(runs).toHaveLength(2);
    expect(matching).toBe(3);
    const all = (await runList(store, accountingInThread, everything)).runs.map(({ run }) => run.createdAt);
    expect(all).toEqual([...all].sort((a, b) => b - a));
  });

  it.each([
    ['a word of the name, in any case', 'WIDE', ['wide experts']],
    ['words in any order', 'experts wide', ['wide experts']],
    ['the name of the data', 'mails', ['wide experts', 'narrow experts']],
    ['the state', 'starting', ['narrow experts']],
    ['a state and a name', 'starting wide', []],
    ['characters that SQL knows', `%' OR 1`, []],
  ])('is filtered by %s', async (_what, text, expected) => {
    const store = await temporaryStore();
    await runNamed(store, 'wide experts');
    await store.runs.start((await runNamed(store, 'narrow experts')).id, 'beside');
    const { runs, matching } = await runList(store, accountingInThread, { text, limit: 100 });
    expect(runs.map(({ run }) => run.name).sort()).toEqual([...expected].sort());
    expect(matching).toBe(expected.length);
  });

  it('says what each run was charged, nothing before its first grant', async () => {
    const store = await capped(10);
    const [charged, untouched] = [await runNamed(store, 'charged'), await runNamed(store, 'untouched')];
    for (const { id } of [charged, untouched]) await createLedger(store).reserve(id, data, plan);
    await take(store, charged.id, 3);
    const spent = new Map((await runList(store, accountingInThread, everything)).runs.map(({ run, spent }) => [run.name, spent.epsilon.pld]));
    expect(spent.get('untouched')).toBe(0);
    expect(spent.get('charged')).toBeCloseTo(pldEpsilon(selfComposition(plan.stepMechanism, 30), 1e-5), 10);
  });

  it('of unfinished runs leaves out those that ended', async () => {
    const store = await temporaryStore();
    const [ended, waiting] = [await runNamed(store, 'ended'), await runNamed(store, 'waiting')];
    await store.runs.move(ended.id, { type: 'fail', message: 'for the test' });
    expect((await unfinishedRuns(store, accountingInThread)).map(({ run }) => run.id)).toEqual([waiting.id]);
  });
});

describe('a budget', () => {
  // Order 8 gives runs of the example ε 2.11, 3.00 and 3.90 for one, two and three.
  it('tells spent from reserved, and how many more runs like the last one fit', async () => {
    const store = await capped(4);
    const run = await runNamed(store, 'one');
    await createLedger(store).reserve(run.id, data, plan);
    const [before] = await budgets(store, accountingInThread);
    expect(before).toMatchObject({ kind: 'capped', cap: 4, delta: 1e-5, order: 8, spent: 0, runsThatFit: 2, runs: 1 });
    if (before.kind !== 'capped') throw new Error('no cap');
    expect(before.reserved).toBeCloseTo(2.11, 2);
    expect(before.remaining).toBeCloseTo(4 - 2.11, 2);

    await take(store, run.id, 100);
    const [after] = await budgets(store, accountingInThread);
    if (after.kind !== 'capped') throw new Error('no cap');
    expect(after.spent).toBeCloseTo(2.11, 2);
    expect(after.reserved).toBeCloseTo(0, 10);
  });

  it('agrees with the report of the command line', async () => {
    const store = await capped(5);
    for (const name of ['one', 'two']) await createLedger(store).reserve((await runNamed(store, name)).id, data, plan);
    const [budget] = await budgets(store, accountingInThread);
    const report = await createLedger(store).report(accountingInThread, data.digest);
    expect(budget).toMatchObject({ remaining: report.remaining, runsThatFit: report.runsThatFit, spent: report.spent.filter });
  });

  it('of private data without a cap says that none is set', async () => {
    const store = await temporaryStore();
    await store.ledger.dataSets.register(data);
    expect(await budgets(store, accountingInThread)).toMatchObject([{ kind: 'unset', dataSet: { name: 'mails' } }]);
  });

  it('of a public demonstration has no cap, and the joint spend by PLD', async () => {
    const store = await temporaryStore();
    await store.ledger.dataSets.register({ ...data, declared: 'publicDemonstration' });
    expect(await budgets(store, accountingInThread)).toMatchObject([{ kind: 'uncapped', spent: undefined, runs: 0 }]);
    for (const runId of ['one', 'two']) {
      await store.ledger.claims.reserve(exampleClaim(runId), () => undefined);
      await take(store, runId, 5);
    }
    const half = selfComposition(exampleClaim('').stepMechanism, 50);
    const [budget] = await budgets(store, accountingInThread);
    expect(budget).toMatchObject({ kind: 'uncapped', runs: 2, spent: { delta: 1e-5 } });
    if (budget.kind === 'uncapped') expect(budget.spent!.epsilon).toBeCloseTo(pldEpsilon(composition([half, half]), 1e-5), 10);
  });
});
