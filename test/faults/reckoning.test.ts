// The reckoning itself: that it complains where a ledger and its witness differ, and only there.
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store';
import { exampleClaim, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';
import { reckon } from './reckoning';
import type { Fact } from './witness';

/** Two grants of ten steps: fifteen were begun, five given back, the claim is settled. All of it was witnessed. */
async function witnessedRun(): Promise<{ store: Store; facts: Fact[] }> {
  const store = await temporaryStore();
  const { ledger } = store;
  await ledger.dataSets.register(exampleRun.data);
  const claim = await ledger.claims.reserve(exampleClaim('run-1'), () => undefined);
  const grants = [(await ledger.grants.take(claim, 0))!, (await ledger.grants.take(claim, 10))!];
  await ledger.grants.giveBack(grants[1], 5);
  await ledger.claims.close(claim, 'settled');
  const about = { run: 'run-1', attempt: 1 };
  const facts: Fact[] = [
    { type: 'reserved', ...about, steps: 1000 },
    ...grants.map(({ id, firstStep, steps }): Fact => ({ type: 'granted', ...about, grant: id, firstStep, steps })),
    ...Array.from({ length: 15 }, (_, step): Fact => ({ type: 'begun', ...about, step })),
    { type: 'givenBack', run: 'run-1', grant: grants[1].id, untaken: 5 },
    { type: 'settled', ...about },
  ];
  return { store, facts };
}

describe('the reckoning', () => {
  it('has nothing to say of a ledger that counts what was witnessed', async () => {
    const { store, facts } = await witnessedRun();
    expect(await reckon(store, facts)).toEqual([]);
  });

  it.each<[string, string, Fact]>([
    ['a step that no charge covers', 'underCount', { type: 'begun', run: 'run-1', attempt: 1, step: 15 }],
    ['a step of an attempt that nothing was granted to', 'underCount', { type: 'begun', run: 'run-1', attempt: 2, step: 0 }],
    ['a step that was begun twice', 'doubleSpend', { type: 'begun', run: 'run-1', attempt: 1, step: 3 }],
    ['a run without a claim', 'forgotten', { type: 'reserved', run: 'run-2', attempt: 1, steps: 10 }],
    ['a reservation of more steps', 'forgotten', { type: 'reserved', run: 'run-1', attempt: 1, steps: 1001 }],
    ['an unknown grant', 'forgotten', { type: 'granted', run: 'run-1', attempt: 1, grant: 3, firstStep: 15, steps: 10 }],
    ['steps given back that are charged', 'forgotten', { type: 'givenBack', run: 'run-1', grant: 1, untaken: 2 }],
    ['a cap that is not on record', 'forgotten', { type: 'capSet', digest: 'digest-1', epsilon: 3 }],
  ])('complains of %s', async (_what, type, fact) => {
    const { store, facts } = await witnessedRun();
    expect((await reckon(store, [...facts, fact])).map((complaint) => complaint.type)).toContain(type);
  });

  it('complains of charges that nothing was begun of', async () => {
    const { store, facts } = await witnessedRun();
    const few = facts.filter((fact) => fact.type !== 'begun' || fact.step < 4);
    expect((await reckon(store, few)).map(({ type }) => type)).toEqual(['wasted']);
  });

  it('complains of a charge that was made smaller behind the back of the chain', async () => {
    const { store, facts } = await witnessedRun();
    await store.ledger.database.run('UPDATE grants SET untaken = 9 WHERE id = 1');
    expect(new Set((await reckon(store, facts)).map(({ type }) => type))).toEqual(new Set(['underCount', 'chain']));
  });
});
