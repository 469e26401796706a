// When a check of a budget has to be made again.
import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { planRun } from '../../src/core/plan';
import { budgetState } from '../../src/services/ledger/budgetState';
import { createLedger } from '../../src/services/ledger/ledger';
import type { Store } from '../../src/store/store';
import { temporaryStore } from '../store/temporary';

const data = { digest: 'd1', name: 'mails', declared: 'private' } as const;
const plan = planRun({ unit: 'record', neighbouringRelation: 'addOrRemoveOne', noiseMultiplier: 4, delta: 1e-4, clipNorm: 1, publicSize: 160, expectedBatchSize: 16, steps: 10 });

let store: Store;
beforeEach(async () => {
  store = await temporaryStore();
});

/** Whether the state differs after something was done. */
async function changes(work: () => Promise<unknown>): Promise<boolean> {
  const before = await budgetState(store, data.digest);
  await work();
  return (await budgetState(store, data.digest)) !== before;
}

const setCap = (epsilon: number) => createLedger(store).setCap(data.digest, { epsilon, delta: 1e-4 }, 'test');

describe('the state of a budget', () => {
  it('changes when the data comes onto the ledger, and with its cap', async () => {
    expect(await changes(() => store.ledger.dataSets.register(data))).toBe(true);
    expect(await changes(() => setCap(10))).toBe(true);
    expect(await changes(() => setCap(11))).toBe(true);
  });

  it('changes when a run reserves, and when it gives back what it did not use', async () => {
    await store.ledger.dataSets.register(data);
    await setCap(10);
    expect(await changes(() => createLedger(store).reserve('run', data, plan))).toBe(true);
    expect(await changes(() => createLedger(store).close('run', 'settled'))).toBe(true);
  });

  it('stays the same while a run takes steps of what it has reserved', async () => {
    await store.ledger.dataSets.register(data);
    await setCap(10);
    const claim = await createLedger(store).reserve('run', data, plan);
    expect(await changes(() => store.ledger.grants.take(claim, 0))).toBe(false);
    expect((await store.ledger.claims.ofRun('run'))?.chargedSteps).toBeGreaterThan(0);
  });

  it('changes with the default cap of the settings, also where these cannot be read', async () => {
    expect(await changes(() => writeFile(store.paths.settings, '{ "defaultCap": { "epsilon": 4, "delta": 1e-5 } }'))).toBe(true);
    expect(await changes(() => writeFile(store.paths.settings, '{ "defaultCap": 4 }'))).toBe(true);
  });
});
