// An ε that is on disk is not composed again, and is nothing that grants or verifying go by.
import { describe, expect, it, vi } from 'vitest';
import { sketchOf } from '../../../src/data/sketch';
import { composition, poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';
import type { Accounting } from '../../../src/services/accounting/accounting';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { createLedger } from '../../../src/services/ledger/ledger';
import { verifyLedger } from '../../../src/services/ledger/verify';
import { Database } from '../../../src/store/driver';
import { exampleRun } from '../../store/examples';
import { temporaryStore } from '../../store/temporary';

const step = poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 });
const steps = (count: number) => selfComposition(step, count);

/** The module as another process loads it: nothing is in its memory. */
async function inNewProcess() {
  vi.resetModules();
  return (await import('../../../src/services/accounting/remembered')).rememberedEpsilon;
}

function counted(): Accounting & { compositions: number } {
  const accounting = { ...accountingInThread, compositions: 0 };
  accounting.epsilon = (mechanism, delta) => {
    accounting.compositions++;
    return accountingInThread.epsilon(mechanism, delta);
  };
  return accounting;
}

describe('an ε that is remembered', () => {
  it('is composed once for all processes of a store, however the same steps are put together', async () => {
    const store = await temporaryStore();
    const accounting = counted();
    const first = await (await inNewProcess())(store, accounting, composition([steps(30), steps(70)]), 1e-5);
    const second = await (await inNewProcess())(store, accounting, steps(100), 1e-5);
    expect([second, accounting.compositions]).toEqual([first, 1]);
    expect(first).toBe(await accountingInThread.epsilon(steps(100), 1e-5));
  });

  it.each([
    ['other steps', steps(101), 1e-5],
    ['another δ', steps(100), 1e-6],
  ])('is another one for %s', async (_, mechanism, delta) => {
    const store = await temporaryStore();
    const accounting = counted();
    const epsilon = await inNewProcess();
    await epsilon(store, accounting, steps(100), 1e-5);
    expect(await epsilon(store, accounting, mechanism, delta)).toBe(await accountingInThread.epsilon(mechanism, delta));
    expect(accounting.compositions).toBe(2);
  });

  it('and was changed by somebody lets nothing be overdrawn, and verifying goes by the claims', async () => {
    const store = await temporaryStore();
    const ledger = createLedger(store);
    const data = { ...exampleRun.data, sketch: sketchOf(['a', 'b'], await store.secret()) };
    await ledger.putOn(data);
    await ledger.setCap(data.digest, { epsilon: 2.5, delta: 1e-5 }, 'for the test');
    await ledger.reserve('one', data, exampleRun.plan);
    await ledger.reports(accountingInThread);
    const runs = await Database.open(store.paths.runs, { create: false });
    await runs.run("UPDATE guarantees SET value = '0'");
    await runs.close();
    expect(await (await inNewProcess())(store, accountingInThread, exampleRun.plan.mechanism, 1e-5)).toBe(0);
    await expect(ledger.reserve('two', data, exampleRun.plan)).rejects.toThrow('does not hold');
    expect((await verifyLedger(store, accountingInThread)).differences).toEqual([]);
  });
});
