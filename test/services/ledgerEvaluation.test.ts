// The release of the accuracy on the ledger: reserved with the run, counted in what fits, given back when it was not charged.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../src/core/plan';
import { countedMechanism } from '../../src/protocol/ledger';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { createLedger } from '../../src/services/ledger/ledger';
import { exampleConfig, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const plan = (steps: number) => planRun({ ...exampleConfig.privacy, steps, evaluation: { noiseMultiplier: 3 } });

async function cappedLedger(epsilon: number) {
  const store = await temporaryStore();
  await store.ledger.dataSets.register(exampleRun.data);
  await store.ledger.dataSets.setFirstCap(exampleRun.data.digest, { cap: { epsilon, delta: 1e-5 }, order: 8 }, 'for the test');
  return { store, ledger: createLedger(store) };
}

describe('a run that plans the release of its accuracy', () => {
  it('reserves it with its steps, and has it given back when it ends without it', async () => {
    const { store, ledger } = await cappedLedger(20);
    const run = await store.runs.create({ ...exampleRun, plan: plan(1000) });
    const claim = await ledger.reserve(run.id, run.data, run.plan);
    expect(countedMechanism(claim)).toEqual(run.plan.mechanism);
    await store.ledger.grants.take(claim, 0);
    const settled = await store.ledger.claims.close(claim, 'settled');
    expect(countedMechanism(settled)).toMatchObject({ type: 'selfComposition', count: claim.grantSteps });
  });

  it('is previewed with it', async () => {
    const { ledger } = await cappedLedger(20);
    const { committed } = await ledger.preview(accountingInThread, exampleRun.data, plan(1000));
    expect(committed.pld).toBeCloseTo(plan(1000).guarantee.epsilon.pld, 12);
  });

  it('fits with as many steps as the ledger says it has room for, and not with one more', async () => {
    const { ledger } = await cappedLedger(3);
    const room = (await ledger.room(exampleRun.data, plan(100_000)))!;
    expect(room.steps).toBeGreaterThan(0);
    await expect(ledger.preview(accountingInThread, exampleRun.data, plan(room.steps))).resolves.toBeDefined();
    await expect(ledger.preview(accountingInThread, exampleRun.data, plan(room.steps + 1))).rejects.toThrow('does not hold this run');
    const { noiseMultiplier } = (await ledger.room(exampleRun.data, plan(3000)))!;
    const noisier = planRun({ ...exampleConfig.privacy, steps: 3000, noiseMultiplier: noiseMultiplier!, evaluation: { noiseMultiplier: 3 } });
    await expect(ledger.preview(accountingInThread, exampleRun.data, noisier)).resolves.toBeDefined();
  });
});
