// The list of labels against what a real trainer writes: neither has a series that the other lacks.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import { labelInRun, scalarLabels, vectorLabels } from '../../src/protocol/seriesLabels';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { launch } from '../../src/services/runs/launch';
import { temporaryStore } from '../store/temporary';
import { ended } from './following';
import { giveBudget, writeRunFile } from './smallData';

it('every series of a run that records all there is has its label from the list, and the list has no other', async () => {
  const store = await temporaryStore();
  const file = await writeRunFile({ privacy: { release: { routingLoad: 0.3, clippedShare: 0.1 } } });
  await giveBudget(store, file);
  const trainer = join(packageRoot(), 'dist', 'trainer.js');
  const { id } = await launch(store, file, { trainer, accounting: accountingInThread, whenBusy: 'beside' });
  const run = await ended(store, id);
  expect(run.state.status).toBe('finished');
  const inRun = (labels: Record<string, Parameters<typeof labelInRun>[0]>) => Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, labelInRun(label, run)]));
  expect(Object.fromEntries((await store.scalars.list(id)).map(({ name, sensitivity }) => [name, sensitivity]))).toEqual(inRun(scalarLabels));
  expect(Object.fromEntries((await store.vectors.list(id)).map(({ kind, sensitivity }) => [kind, sensitivity]))).toEqual(inRun(vectorLabels));
});
