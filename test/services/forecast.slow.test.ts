// Expected durations, with the real trainer bundle.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import type { Run } from '../../src/protocol/run';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { forecast } from '../../src/services/forecast';
import { loadRunFile } from '../../src/services/runFile';
import { launch } from '../../src/services/runs/launch';
import type { Store } from '../../src/store/store';
import { temporaryStore } from '../store/temporary';
import { giveBudget, writeRunFile } from '../trainer/smallData';
import { end } from './project';

const trainer = join(packageRoot(), 'dist', 'trainer.js');

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

const finished = async (store: Store, file: string): Promise<Run> => end(store, await launch(store, file, { trainer, accounting: accountingInThread, whenBusy: 'beside' }));

describe('a forecast', () => {
  it('never looks at the data: it is the same without them', async () => {
    const store = await temporaryStore();
    const file = await writeRunFile();
    await rm(join(dirname(file), 'notes.jsonl'));
    const { seconds, basis } = await forecast(store, accountingInThread, await loadRunFile(file), trainer);
    expect(basis).toBe('probe');
    expect(seconds).toBeGreaterThan(0);
  });

  it('grows with the steps', async () => {
    const store = await temporaryStore();
    const [short, long] = [await writeRunFile(), await writeRunFile({ privacy: { steps: 40_000, noiseMultiplier: 20 } })];
    const { seconds } = await forecast(store, accountingInThread, await loadRunFile(short), trainer);
    expect((await forecast(store, accountingInThread, await loadRunFile(long), trainer)).seconds).toBeGreaterThan(10 * seconds);
  });

  it('goes by an earlier run on public data, in proportion to the steps', async () => {
    const store = await temporaryStore();
    const file = await writeRunFile();
    await change(file, '"declared":"private"', '"declared":"publicDemonstration"');
    const run = await finished(store, file);
    const took = (run.endedAt! - run.startedAt!) / 1000;
    expect(await forecast(store, accountingInThread, await loadRunFile(file), trainer)).toEqual({ seconds: took, basis: 'earlierRun' });
    await change(file, '"steps":40', '"steps":80');
    await change(file, '"noiseMultiplier":2', '"noiseMultiplier":3');
    expect(await forecast(store, accountingInThread, await loadRunFile(file), trainer)).toEqual({ seconds: 2 * took, basis: 'earlierRun' });
    await change(file, '"expectedBatchSize":16', '"expectedBatchSize":8');
    expect((await forecast(store, accountingInThread, await loadRunFile(file), trainer)).basis, 'of another batch size').toBe('probe');
  });

  it('does not go by an earlier run on private data, whose times are sensitive', async () => {
    const store = await temporaryStore();
    const file = await writeRunFile();
    await giveBudget(store, file);
    expect((await finished(store, file)).state.status).toBe('finished');
    expect((await forecast(store, accountingInThread, await loadRunFile(file), trainer)).basis).toBe('probe');
  });

  it('says so when no noise meets the target', async () => {
    const store = await temporaryStore();
    const file = await writeRunFile();
    await change(file, '"noiseMultiplier":2', '"epsilon":1e-9');
    await change(file, '"delta":0.001', '"delta":1e-15');
    await expect(forecast(store, accountingInThread, await loadRunFile(file), trainer)).rejects.toThrow(/noise multiplier/);
  });
});
