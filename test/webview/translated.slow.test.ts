// Both pages in another language: no English text of theirs is left, numbers and moments are those of the language.
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/strings.mjs';
import type { DashboardSnapshot, FromDashboard } from '../../src/protocol/dashboard';
import { labelled } from '../../src/protocol/labelled';
import type { RunState } from '../../src/protocol/runState';
import { bracketed, outsideBrackets } from '../brackets';
import { comparedRun, comparedRuns, curvesOfRun } from './comparedRuns';
import { sampleSnapshot, sampleVectors, scalarView, vectorView } from './dashboardRuns';
import { closeBrowser, openPage, type OpenOptions, type OpenPage, type PageName } from './page';
import { pageTexts, recordDrawnTexts } from './pageTexts';

/** Of the texts that translators get, and no others. */
const translations = Object.fromEntries(Object.keys(JSON.parse(bundle()) as object).map((text) => [text, bracketed(text)]));

/** Units, months and the like of Japanese have no Latin letters, so that English ones are found. */
const language = 'ja';

/** Members of run files, as they are and as the tables and lists of the compare page show them. */
const onlyData = ['.members', '.differences tbody', '.differences thead th + th', 'fieldset:last-of-type vscode-checkbox'];

/** Names of runs, data sets, series and metrics, the backend, and why a run failed. */
const names = /Mail sorter, tiny Switch|\w+\.csv|\bmail\b|WebAssembly with SIMD, 2 workers|\bsweep \d+|\brun-\d+|\b(accuracy|loss|testRecords|epsilon|privacy\.clipNorm)\b|The disk is full\./g;

let opened: OpenPage;

/** Fails the test when the page has thrown, or violated its policy. */
afterEach(async () => opened.close());
afterAll(closeBrowser);

async function open(page: PageName, options: OpenOptions = {}): Promise<void> {
  opened = await openPage(page, { language, translations, ...options });
  await recordDrawnTexts(opened);
}

/** @param least so many texts must be there, or the test looked at the wrong moment */
async function expectTranslated(least: number): Promise<void> {
  const texts = await pageTexts(opened, onlyData);
  expect(texts.filter((text) => text.includes('⟦')).length).toBeGreaterThan(least);
  expect(texts.filter((text) => /[A-Za-z]{2}/.test(outsideBrackets(text).replaceAll(names, '')))).toEqual([]);
}

describe('the dashboard has no English text left', () => {
  const experts = 8;
  const everything = {
    runId: 'amber-otter-7k2',
    choices: { axis: 'time', smoothing: 0.5, logarithmic: ['loss', 'gradients', 'throughput', 'schedule'], collapsed: [] },
  };

  async function show(snapshot: DashboardSnapshot): Promise<void> {
    await open('dashboard', { state: everything, viewport: { width: 1280, height: 5000 } });
    await opened.send({ type: 'snapshot', snapshot });
    await opened.page.locator('h1').waitFor();
  }

  const openTables = async (): Promise<void> => {
    for (const summary of await opened.page.locator('.chart-table > summary').all()) await summary.click();
  };

  it('while a run trains: charts, heat maps, tables, read-outs and zoom', async () => {
    await show(sampleSnapshot({ state: { status: 'running' }, step: 400, width: 2, layers: 2 }));
    const { series } = await opened.sentOf<Extract<FromDashboard, { type: 'watchVectors' }>>('watchVectors');
    await opened.send({ type: 'vectors', vectors: sampleVectors(series, experts, 400, 2) });
    await opened.page.locator('.heat-map .places').first().waitFor();
    await openTables();
    await opened.page.locator('.plot').first().focus();
    await opened.page.keyboard.press('Home');
    await opened.page.locator('.heat-map .field').first().focus();
    await opened.page.keyboard.press('Home');
    await expect.poll(async () => (await opened.page.locator('[aria-live]').allInnerTexts()).filter((text) => text !== '')).toHaveLength(2);
    await expectTranslated(100);
    await opened.page.locator('.plot').first().focus();
    await opened.page.keyboard.press('+');
    await opened.page.locator('.controls vscode-button').waitFor();
    await expectTranslated(100);
  });

  it('for a run that has ended, on a public demonstration, with results, dead experts and broken gradients', async () => {
    const snapshot = sampleSnapshot({ state: { status: 'finished' }, step: 800, width: 1, layers: 1 });
    const metrics = labelled('public', { accuracy: 0.9, auc: 0.95, loss: 0.3, testRecords: 4000, smallestExpertShare: 0.01, recordsOverBound: 12 });
    const scalars = [...snapshot.scalars.filter(({ name }) => name !== 'nonFiniteRecords'), scalarView('nonFiniteRecords', 800, 1, () => 1)];
    await show({ ...snapshot, scalars, budget: undefined, run: { ...snapshot.run, attempt: 2, metrics, dataSet: { name: 'mail', declared: 'publicDemonstration' } } });
    await opened.send({ type: 'vectors', vectors: [vectorView('expertLoad', 0, experts, 800, 1, (_step, expert) => (expert === 0 ? 1 : 0))] });
    await opened.page.locator('.notice.warning').nth(1).waitFor();
    await expectTranslated(60);
  });

  const states: readonly RunState[] = [
    { status: 'created' },
    { status: 'queued' },
    { status: 'starting' },
    { status: 'stopping' },
    { status: 'stopped', reason: 'requested' },
    { status: 'stopped', reason: 'interrupted' },
    { status: 'stopped', reason: 'revoked' },
    { status: 'stopped', reason: 'limit' },
    { status: 'stopped', reason: 'retired' },
    { status: 'failed', message: '…' },
    { status: 'lost' },
  ];

  it('in any state, before the first step', async () => {
    const empty = { ...sampleSnapshot({ state: { status: 'running' }, step: 0, width: 1, layers: 0 }), scalars: [] };
    await show(empty);
    for (const state of states) {
      await opened.send({ type: 'snapshot', snapshot: { ...empty, run: { ...empty.run, state } } });
      await opened.page.locator(`.state.${state.status}`).waitFor();
      await expectTranslated(20);
    }
    const config = { ...empty.run.config, model: { ...empty.run.config.model, architecture: 'linear' } };
    await opened.send({ type: 'snapshot', snapshot: { ...empty, run: { ...empty.run, config } } });
    await expect.poll(() => opened.page.locator('[aria-labelledby=title-routing]').innerText()).toContain('linear');
    await expectTranslated(20);
  });

  it('while it waits', async () => {
    await open('dashboard');
    await opened.page.locator('.empty').waitFor();
    await expectTranslated(0);
  });
});

describe('the compare page has no English text left', () => {
  const otherData = [50, 51, 52].map((index) => comparedRun(index, { dataSet: { name: 'mail.csv', digest: 'b2', declared: 'private' } }));
  const alone = [60, 61, 62, 63].map((index) => comparedRun(index, { dataSet: { name: 'mail.csv', digest: `c${index}`, declared: 'publicDemonstration' } }));

  it('with runs: table, differences, curves, outcomes, export, and the lists of choices', async () => {
    await open('compare', { viewport: { width: 1280, height: 4000 }, state: { smoothing: 0.6, logarithmic: true } });
    await opened.send({ type: 'runs', runs: [...comparedRuns(30), ...otherData, ...alone], selected: ['run-0', 'run-1', 'run-2'] });
    for (const index of [0, 1, 2]) await opened.send({ type: 'curves', runId: `run-${index}`, scalars: curvesOfRun(index) });
    await opened.page.locator('.chart canvas').nth(1).waitFor();
    for (const summary of await opened.page.locator('.chart-table > summary').all()) await summary.click();
    await opened.page.locator('.panel[aria-labelledby=export] vscode-checkbox').click();
    for (const list of await opened.page.locator('details.picker > summary').all()) {
      await list.click();
      await opened.page.locator('details.picker[open] vscode-checkbox').first().waitFor();
      await expectTranslated(80);
    }
  });

  it('with runs on several data sets, none selected, and other columns than the usual', async () => {
    await open('compare', { state: { columns: ['id', 'state', 'rate', 'metric:loss', 'config:privacy.clipNorm'], metric: 'loss' } });
    await opened.send({ type: 'runs', runs: [...comparedRuns(30), ...otherData, ...alone], selected: undefined });
    await opened.page.locator('.notice').waitFor();
    await expectTranslated(30);
    await opened.page.locator('.filter input').fill('sweep 60');
    await expect.poll(async () => opened.page.locator('.scatter').count()).toBe(0);
    await expectTranslated(30);
    await opened.page.locator('.filter input').fill('nothing is called so');
    await opened.page.locator('run-table + .empty').waitFor();
    await expectTranslated(15);
  });

  it('without runs, and while it waits', async () => {
    await open('compare');
    await opened.page.locator('.empty').waitFor();
    await expectTranslated(1);
    await opened.send({ type: 'runs', runs: [], selected: undefined });
    await expect.poll(() => opened.page.locator('.empty').innerText()).toContain('Try the Sample');
    await expectTranslated(1);
  });
});

describe('in another language', () => {
  it('numbers, durations and moments are those of the language, and ε keeps its form', async () => {
    await open('dashboard', { language: 'de' });
    const snapshot = sampleSnapshot({ state: { status: 'running' }, step: 400, width: 1, layers: 0 });
    const scalars = [...snapshot.scalars, scalarView('loss', 400, 1, () => 0.25)];
    await opened.send({ type: 'snapshot', snapshot: { ...snapshot, scalars } });
    await expect.poll(() => opened.page.locator('.legend .value').allInnerTexts()).toContain('0,25');
    expect(await opened.page.locator('.facts').innerText()).toMatch(/ε \d\.\d\d .*2 Min\. 44 Sek\./s);
  });

  it('the document says which one, and English is the default', async () => {
    await open('compare', { language: 'de', translations: { 'Compare runs': 'Läufe <b>vergleichen</b> </script>' } });
    expect(await opened.page.locator('html').getAttribute('lang')).toBe('de');
    expect(await opened.page.locator('h1').textContent()).toBe('Läufe <b>vergleichen</b> </script>');
    expect(await opened.page.locator('.empty').innerText()).toBe('Reading the runs …');
  });
});
