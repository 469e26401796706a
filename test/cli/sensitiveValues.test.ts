// A recognisable value is planted in everything sensitive that a run has; no text that leaves may hold it, unless it was asked for by name.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { disclosing } from '../../src/cli/disclosure';
import { progressHeading, progressLine } from '../../src/cli/render/progress';
import { runDetails, runDetailsJson } from '../../src/cli/render/runDetails';
import { runJson, runSummary } from '../../src/cli/render/runSummary';
import { runsJson, runsTable } from '../../src/cli/render/runsTable';
import { planRun } from '../../src/core/plan';
import { packageRoot } from '../../src/data/packageRoot';
import { labelled } from '../../src/protocol/labelled';
import type { Run } from '../../src/protocol/run';
import { labelInRun, scalarLabels, vectorLabels } from '../../src/protocol/seriesLabels';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { exportRuns } from '../../src/services/export/exportRuns';
import { readLog } from '../../src/services/runs/log';
import { advance, startProgress } from '../../src/services/runs/progress';
import { overviews, runReport } from '../../src/services/runs/report';
import { watchRun } from '../../src/services/runs/watch';
import { dataSetStatement, runStatement } from '../../src/services/statement/statement';
import type { Store } from '../../src/store/store';
import { endedRun } from '../services/endedRun';
import { exampleConfig } from '../store/examples';
import { temporaryStore } from '../store/temporary';

/** In every figure of its label; texts may round them to three digits. */
const planted = { sensitive: 0.717171, released: 0.313131, public: 0.515151 };
/** What {@link endedRun} has the error of the run say of a record. */
const secret = 'Record 17';
const found = { sensitive: /0[.,]717|71[.,]7|Record 17/, released: /0[.,]313/, public: /0[.,]515/ };

async function plantedRun(store: Store): Promise<Run> {
  const privacy = { ...exampleConfig.privacy, evaluation: { noiseMultiplier: 4 } };
  const run = await endedRun(store, { chargedSteps: 10, draft: { config: { ...exampleConfig, privacy }, plan: planRun(privacy) } });
  for (const [name, label] of Object.entries(scalarLabels)) {
    const { id } = await store.scalars.define(run.id, name, labelInRun(label, run));
    await store.scalars.append([{ series: id, step: 7, value: planted[label] }]);
  }
  for (const [kind, label] of Object.entries(vectorLabels)) {
    const { id } = await store.vectors.define(run.id, kind, 1, labelInRun(label, run));
    await store.vectors.append([{ series: id, step: 7, value: Float32Array.of(planted[label], planted[label]) }]);
  }
  const { sensitive, released } = planted;
  await store.runs.setResult(run.id, {
    metrics: labelled('sensitive', { accuracy: sensitive, auc: sensitive, loss: sensitive, testRecords: sensitive, smallestExpertShare: sensitive, recordsOverBound: sensitive }),
    releasedAccuracy: labelled('released', { correct: 31, incorrect: 69, value: released, low: 0.23, high: 0.41 }),
  });
  return store.runs.get(run.id);
}

type Text = (store: Store, run: Run, asked: boolean) => Promise<string>;

const plain = pc.createColors(false);
const directions = { show: 'show', resume: 'resume' };
const report = (store: Store, run: Run) => runReport(store, accountingInThread, run);

/** Whatever can be asked for what is sensitive. */
const asking: Record<string, Text> = {
  'CSV export': (store, { id }, includeSensitive) => exportRuns(store, accountingInThread, [id], { format: 'csv', includeSensitive }),
  'JSON export': (store, { id }, includeSensitive) => exportRuns(store, accountingInThread, [id], { format: 'json', includeSensitive }),
  'summary after training': async (store, run, asked) => runSummary(await report(store, run), disclosing(asked), plain, directions),
  'summary as JSON': async (store, run, asked) => JSON.stringify(runJson(await report(store, run), disclosing(asked))),
  'details of a run': async (store, run, asked) => runDetails(await report(store, run), disclosing(asked), plain),
  'details as JSON': async (store, run, asked) => JSON.stringify(runDetailsJson(await report(store, run), disclosing(asked))),
};

/** These show the released accuracy in the place of the exact one. */
const lists: Record<string, Text> = {
  'list of runs': async (store, run, asked) => runsTable(await overviews(store, accountingInThread, [run]), disclosing(asked), plain, 0),
  'list as JSON': async (store, run, asked) => JSON.stringify(runsJson(await overviews(store, accountingInThread, [run]), disclosing(asked))),
};

/** What nobody can ask. */
const never: Record<string, Text> = {
  'statement of a run': async (store, { id }) => (await runStatement(store, accountingInThread, id)).markdown,
  'statement of a run as JSON': async (store, { id }) => JSON.stringify((await runStatement(store, accountingInThread, id)).json),
};

async function progressText(store: Store, run: Run, asked: boolean): Promise<string> {
  let progress = startProgress(run);
  for await (const update of watchRun(store, run.id)) progress = advance(progress, update, 0);
  return [progressHeading(run), progressLine(progress, disclosing(asked))].join('\n');
}

describe('what is sensitive', () => {
  it('is in no export, statement, summary or list, in none of their forms', async () => {
    const store = await temporaryStore();
    const run = await plantedRun(store);
    for (const [name, text] of Object.entries({ ...asking, ...lists, ...never })) expect(await text(store, run, false), name).not.toMatch(found.sensitive);
  });

  it('is in those that can be asked for it, when they are', async () => {
    const store = await temporaryStore();
    const run = await plantedRun(store);
    for (const [name, text] of Object.entries(asking)) expect(await text(store, run, true), name).toMatch(found.sensitive);
  });

  it('is in lines of progress, which smooth it, when it is asked for', async () => {
    const store = await temporaryStore();
    const run = await plantedRun(store);
    expect(await progressText(store, run, false)).not.toMatch(/loss|tokens|left/);
    expect(await progressText(store, run, true)).toMatch(/loss 0\.\d+, 1 tokens\/s/);
  });

  it('stays out of the statement of the data set and of the log', async () => {
    const store = await temporaryStore();
    const run = await plantedRun(store);
    const { markdown, json } = await dataSetStatement(store, accountingInThread, run.data.digest);
    for (const text of [markdown, JSON.stringify(json), await readLog(store, run.id)]) expect(text).not.toMatch(found.sensitive);
  });

  it('is complete in an export that asks for it: every series, every metric, and why the run failed', async () => {
    const store = await temporaryStore();
    const { id } = await plantedRun(store);
    const csv = await exportRuns(store, accountingInThread, [id], { format: 'csv', includeSensitive: true });
    for (const [name, label] of Object.entries(scalarLabels)) expect(csv).toContain(`${id},${name},${label},7,${planted[label]}\r\n`);
    for (const [kind, label] of Object.entries(vectorLabels)) expect(csv).toMatch(new RegExp(`,${kind}/1/0,${label},7,${planted[label].toFixed(5).slice(0, -1)}`));
    for (const name of ['accuracy', 'auc', 'loss', 'testRecords', 'smallestExpertShare', 'recordsOverBound']) expect(csv).toContain(`metrics/${name},sensitive,,${planted.sensitive}`);
    expect(csv).toContain(secret);
  });
});

describe('what was released under noise', () => {
  it('is in all of them without asking', async () => {
    const store = await temporaryStore();
    const run = await plantedRun(store);
    for (const [name, text] of Object.entries({ ...asking, ...lists, ...never })) expect(await text(store, run, false), name).toMatch(found.released);
  });

  it('is in an export with its label, series and accuracy alike', async () => {
    const store = await temporaryStore();
    const { id } = await plantedRun(store);
    const csv = await exportRuns(store, accountingInThread, [id], { format: 'csv', includeSensitive: false });
    expect(csv).toContain(`releasedClippedShare,released,7,${planted.released}`);
    expect(csv).toContain(`releasedAccuracy/value,released,,${planted.released}`);
    expect(csv).toMatch(found.public);
  });
});

describe('the clipboard', () => {
  it('gets nothing but the place of the store: who copies more has to decide what of it is sensitive', () => {
    const sources = ['src', 'webview'].flatMap((folder) =>
      readdirSync(join(packageRoot(), folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    const copying = sources.filter((file) => /clipboard|execCommand/.test(readFileSync(file, 'utf8'))).map((file) => file.slice(packageRoot().length + 1));
    expect(copying).toEqual(['src/ui/commands/revealStore.ts']);
    expect(readFileSync(join(packageRoot(), copying[0]), 'utf8')).toMatch(/clipboard\.writeText\(directory\)/);
  });
});
