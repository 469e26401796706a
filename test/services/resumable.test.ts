// Which runs are offered to be taken up again: the same ones in the list, the dashboard and the summary, and as the resume itself decides.
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/protocol/run';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { createLedger } from '../../src/services/ledger/ledger';
import { resumeRun } from '../../src/services/runs/resume';
import { runReport } from '../../src/services/runs/report';
import { dashboardRun } from '../../src/services/views/dashboardRun';
import { runList } from '../../src/services/views/runList';
import type { Store } from '../../src/store/store';
import { exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const { data, plan } = exampleRun;

interface Case {
  readonly ended?: boolean;
  readonly config?: Partial<typeof exampleRun.config>;
  readonly claimed?: boolean;
  readonly retired?: boolean;
}

/** A run on private data, which has lost its trainer unless said otherwise. */
async function runWith({ ended = true, config = {}, claimed = true, retired = false }: Case): Promise<{ store: Store; run: Run }> {
  const store = await temporaryStore();
  const ledger = createLedger(store);
  await store.ledger.dataSets.register(data);
  await ledger.setCap(data.digest, { epsilon: 20, delta: 1e-5 }, 'for the test');
  const { id } = await store.runs.create({ ...exampleRun, config: { ...exampleRun.config, ...config } });
  if (claimed) await ledger.reserve(id, data, plan);
  if (ended) await store.runs.move(id, { type: 'lose' });
  if (claimed && ended) await ledger.close(id, 'lost');
  if (retired) await ledger.change(data.digest, { retiredAt: Date.now() }, 'the study is over');
  return { store, run: await store.runs.get(id) };
}

async function offers(store: Store, run: Run): Promise<boolean[]> {
  const { runs } = await runList(store, accountingInThread, { text: '', limit: 10 });
  return [runs[0].resumable, (await dashboardRun(store, accountingInThread, run)).resumable, (await runReport(store, accountingInThread, run)).resumable];
}

const resume = (store: Store, run: Run): Promise<Run> => resumeRun(store, run.id, { trainer: 'none', whenBusy: 'beside' });

describe('a run', () => {
  it('that lost its trainer is offered to be resumed', async () => {
    const { store, run } = await runWith({});
    expect(await offers(store, run)).toEqual([true, true, true]);
  });

  it.each<[string, Case, RegExp]>([
    ['that has not ended', { ended: false }, /is created; only a run that was stopped/],
    ['that is an audit', { config: { audit: { canaries: 100, guesses: 50, confidence: 0.95 } } }, /is an audit/],
    ['without a claim on this ledger', { claimed: false }, /has no claim on the ledger that is open/],
  ])('%s is not, and cannot be', async (_which, which, message) => {
    const { store, run } = await runWith(which);
    expect(await offers(store, run)).toEqual([false, false, false]);
    await expect(resume(store, run)).rejects.toThrow(message);
  });

  it('whose data was retired is not; the ledger refuses it in its own words', async () => {
    const { store, run } = await runWith({ retired: true });
    expect(await offers(store, run)).toEqual([false, false, false]);
    await expect(createLedger(store).extend(run.id, 10)).rejects.toThrow(/was retired on .*: nothing more is trained on it\. Launch a run on other data\./);
  });
});
