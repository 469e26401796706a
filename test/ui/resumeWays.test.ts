// What is offered when the ledger refuses a resume, by the refusals that a real ledger gives.
import { describe, expect, it } from 'vitest';
import { badInput, CloisterError } from '../../src/base/errors';
import { planRun } from '../../src/core/plan';
import { createLedger, type PrivacyLedger } from '../../src/services/ledger/ledger';
import { resumeWays } from '../../src/ui/launch/resumeWays';
import { exampleConfig, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const data = { ...exampleRun.data, sketch: new Uint8Array() };
const withoutNoise = planRun({ ...exampleConfig.privacy, noiseMultiplier: undefined, epsilon: 'inf' });

/** A ledger on which a run was lost before its first step. */
async function withLostRun(plan = exampleRun.plan): Promise<PrivacyLedger> {
  const store = await temporaryStore();
  const ledger = createLedger(store);
  await store.ledger.dataSets.register(data);
  await ledger.setCap(data.digest, { epsilon: 4, delta: 1e-5 }, 'for the test');
  await ledger.reserve('run', data, plan, { override: 'for the test' });
  await ledger.close('run', 'lost');
  return ledger;
}

async function refusalOf(attempt: Promise<unknown>): Promise<CloisterError> {
  const error = await attempt.then(() => undefined, (reason: unknown) => reason);
  if (!CloisterError.is(error, 'refused')) throw new Error(`The ledger should have refused, but: ${String(error)}`);
  return error;
}

describe('a resume that the ledger refuses', () => {
  it('for its budget can be had with another cap or a reason, which both work, or by a new run', async () => {
    const ledger = await withLostRun();
    expect(resumeWays(await refusalOf(ledger.extend('run', 100_000)))).toEqual(['launchAnew', 'raiseCap', 'override']);
    expect((await ledger.extend('run', 100_000, 'the board agreed')).overrideReason).toBe('the board agreed');
    await ledger.close('run', 'lost');
    await ledger.setCap(data.digest, { epsilon: 1000, delta: 1e-5 }, 'the board agreed');
    expect((await ledger.extend('run', 100_000)).attempt).toBe(3);
  });

  it('because it has no noise can be had with a reason, or by a new run: no cap would hold it', async () => {
    const ledger = await withLostRun(withoutNoise);
    expect(resumeWays(await refusalOf(ledger.extend('run', 10)))).toEqual(['launchAnew', 'override']);
    expect((await ledger.extend('run', 10, 'the board agreed')).status).toBe('reserved');
  });

  it('because its data was retired has no way out, whatever the reason', async () => {
    const ledger = await withLostRun();
    await ledger.change(data.digest, { retiredAt: Date.now() }, 'the study is over');
    expect(resumeWays(await refusalOf(ledger.extend('run', 10, 'it is urgent')))).toEqual([]);
  });

  it('is one of the ledger: what is wrong with the run itself has its own words', () => {
    expect(resumeWays(badInput('The data has changed.'))).toEqual([]);
  });
});
