// Times the operations of a ledger with ten thousand events, and verifying it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planRun } from '../src/core/plan';
import { sketchOf } from '../src/data/sketch';
import type { Claim } from '../src/protocol/ledger';
import { accountingInThread } from '../src/services/accounting/inThread';
import { createLedger, type DataIdentity, type PrivacyLedger } from '../src/services/ledger/ledger';
import { verifyLedger } from '../src/services/ledger/verify';
import { openStore, type Store } from '../src/store/store';
import { exampleConfig, exampleRun } from '../test/store/examples';
import { hostTime, medianTime, once } from './timing';

const events = 10_000;
const records = 20_000;

/** Runs differ, as those of a sweep do: each mechanism takes a composition of its own. */
const noiseMultipliers = Array.from({ length: 10 }, (_, i) => 0.8 + 0.1 * i);

const plans = noiseMultipliers.map((noiseMultiplier) => planRun({ ...exampleConfig.privacy, noiseMultiplier }));

/** Medians in milliseconds, on real files in the temporary directory; verify and what composes for the first time are measured once. */
export async function benchLedger(): Promise<object> {
  const directory = await mkdtemp(join(tmpdir(), 'cloister-bench-'));
  const store = await openStore(directory);
  const ledger = createLedger(store);
  try {
    const texts = Array.from({ length: records }, (_, i) => `text ${i}`);
    const data: DataIdentity = { ...exampleRun.data, sketch: sketchOf(texts, await store.secret()) };
    await ledger.putOn(data);
    await ledger.setCap(data.digest, { epsilon: 1_000, delta: 1e-5 }, 'for the bench');
    const claims = await fill(store, ledger, data);
    const figures = await operations(store, ledger, data);
    const report = (): Promise<object> => ledger.reports(accountingInThread);
    const preview = (): Promise<object> => ledger.preview(accountingInThread, data, plans[0]);
    return {
      events,
      claims,
      ...figures,
      firstPreview: await once(preview),
      preview: await medianTime(preview),
      firstBudgetList: await once(report),
      budgetList: await medianTime(report),
      verify: await once(() => verifyLedger(store, accountingInThread)),
    };
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs that were trained to the end, until there are as many events. @returns how many */
async function fill(store: Store, ledger: PrivacyLedger, data: DataIdentity): Promise<number> {
  for (let run = 0; ; run++) {
    const claim = await ledger.reserve(`run ${run}`, data, plans[run % plans.length]);
    for (let step = 0; await store.ledger.grants.take(claim, step); step += claim.grantSteps);
    await ledger.close(`run ${run}`, 'settled');
    if ((await store.ledger.database.get<{ count: number }>('SELECT count(*) AS count FROM events'))!.count >= events) return run + 1;
  }
}

async function operations(store: Store, ledger: PrivacyLedger, data: DataIdentity): Promise<object> {
  const { grants } = store.ledger;
  let number = 0;
  let claim: Claim;
  const reserveNext = async (): Promise<Claim> => (claim = await ledger.reserve(`timed ${++number}`, data, plans[0]));
  const reserve = await medianTime(reserveNext);
  const grant = await medianTime(() => grants.take(claim, 0));
  let latest = await grants.take(claim!, 0);
  const takeNext = async (): Promise<unknown> => (latest = await grants.take(claim, 0));
  const giveBack = (await hostTime(() => grants.giveBack(latest!, 1), takeNext)).total;
  const settle = (await hostTime(() => ledger.close(`timed ${number}`, 'settled'), reserveNext)).total;
  return { reserve, grant, giveBack, settle };
}
