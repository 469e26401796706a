// What runs were charged: as planned, composed, and remembered by the store.
import { describe, expect, it } from 'vitest';
import { guaranteeOf } from '../../src/core/privacy/guarantee';
import { selfComposition } from '../../src/core/privacy/mechanism';
import type { Claim } from '../../src/protocol/ledger';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { chargedStepsOf, spentBy, spentByAll } from '../../src/services/spent';
import type { Store } from '../../src/store/store';
import { exampleClaim, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const { plan } = exampleRun;
const expected = (steps: number): object => guaranteeOf(selfComposition(plan.stepMechanism, steps), plan.guarantee.delta, 'record');

/** A claim of which one grant of so many steps was taken. */
async function chargedClaim(store: Store, steps: number): Promise<{ runId: string; claim: Claim }> {
  const { id } = await store.runs.create(exampleRun);
  await store.ledger.dataSets.register(exampleRun.data);
  const claim = await store.ledger.claims.reserve(exampleClaim(id, { grantSteps: steps }), () => undefined);
  await store.ledger.grants.take(claim, 0);
  return { runId: id, claim: (await store.ledger.claims.ofRun(id))! };
}

/** Rows of the table that remembers. */
/** As src/services/spent.ts keeps them. */
const keyOf = (steps: number): string => JSON.stringify([1, selfComposition(plan.stepMechanism, steps), plan.guarantee.delta, 'record']);

const remembered = (store: Store, steps: number): Promise<number> =>
  store.guarantees.read([keyOf(steps)]).then(({ size }) => size);

describe('what a run was charged', () => {
  it('is the guarantee of its plan when it was charged for exactly that', async () => {
    const store = await temporaryStore();
    const { runId, claim } = await chargedClaim(store, plan.steps);
    expect(await spentBy(store, accountingInThread, await store.runs.get(runId), claim)).toEqual(plan.guarantee);
  });

  it('is nothing without a claim, and a composition otherwise, each run with its own', async () => {
    const store = await temporaryStore();
    const charged = [await chargedClaim(store, 11), await chargedClaim(store, 12)];
    const runs = await Promise.all(charged.map(async ({ runId, claim }) => ({ run: await store.runs.get(runId), claim })));
    const spent = await spentByAll(store, accountingInThread, [...runs, { run: runs[0].run, claim: undefined }]);
    expect(spent.slice(0, 2)).toEqual([expected(11), expected(12)]);
    expect(spent[2].epsilon).toMatchObject({ pld: 0, rdp: 0 });
  });

  it('is kept in the store once its claim is settled, not while it grows', async () => {
    const store = await temporaryStore();
    const open = await chargedClaim(store, 13);
    await spentBy(store, accountingInThread, await store.runs.get(open.runId), open.claim);
    expect(await remembered(store, 13)).toBe(0);
    const { runId, claim } = await chargedClaim(store, 14);
    const spent = await spentBy(store, accountingInThread, await store.runs.get(runId), await store.ledger.claims.close(claim, 'settled'));
    expect(await remembered(store, 14)).toBe(1);
    expect(spent).toEqual(expected(14));
  });

  it('is taken from the store where another process has worked it out', async () => {
    const store = await temporaryStore();
    const { runId, claim } = await chargedClaim(store, 15);
    const marked = { ...plan.guarantee, epsilon: { pld: Infinity, rdp: 4711, rdpOrder: 2 } };
    await store.guarantees.keep(new Map([[keyOf(15), marked]]));
    expect(await spentBy(store, accountingInThread, await store.runs.get(runId), claim)).toEqual(marked);
  });

  it('of a run that has trained, but is on another ledger than the one that is open, is taken to be all that it planned, never nothing', async () => {
    const store = await temporaryStore();
    const { runId } = await chargedClaim(store, 16);
    const run = { ...(await store.runs.get(runId)), step: 16 };
    expect(await spentBy(store, accountingInThread, run, undefined)).toEqual(run.plan.guarantee);
    expect(chargedStepsOf({ run, claim: undefined })).toBe(run.plan.steps);
    expect(chargedStepsOf({ run: { ...run, step: 0 }, claim: undefined })).toBe(0);
  });
});
