// The compare page in a real Chromium under its policy: what a person sees, does and keeps.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComparedRun, FromCompare } from '../../src/protocol/compare';
import { comparedRun, comparedRuns, curvesOfRun } from './comparedRuns';
import { closeBrowser, openPage, themes, type OpenPage, type Theme } from './page';

let opened: OpenPage;

afterAll(closeBrowser);

/** Fails the test when the page has thrown, or violated its policy. */
afterEach(async () => opened.close());

async function open(options: { readonly theme?: Theme; readonly runs?: readonly ComparedRun[]; readonly selected?: readonly number[]; readonly state?: unknown } = {}): Promise<void> {
  const { runs = comparedRuns(30), selected, theme = 'dark', state } = options;
  opened = await openPage('compare', { theme, state });
  await opened.sentOf<FromCompare>('ready');
  await opened.send({ type: 'runs', runs, selected: selected?.map((index) => `run-${index}`) });
  for (const index of selected ?? []) await opened.send({ type: 'curves', runId: `run-${index}`, scalars: curvesOfRun(index) });
  await opened.page.locator('run-table, .empty').first().waitFor();
}

const row = (index: number) => opened.page.locator(`[data-run="run-${index}"]`);
const rowIds = async (): Promise<string[]> => opened.page.locator('[data-run]').evaluateAll((rows) => rows.map((one) => (one as HTMLElement).dataset.run!));
const heads = async (): Promise<string[]> => opened.page.locator('run-table thead button').evaluateAll((buttons) => buttons.map((one) => one.textContent?.trim() ?? ''));
const sentOfType = async <T extends FromCompare['type']>(type: T): Promise<Extract<FromCompare, { type: T }>[]> =>
  ((await opened.sent()) as FromCompare[]).filter((message): message is Extract<FromCompare, { type: T }> => message.type === type);

describe.each(themes)('in the theme %s', (theme) => {
  it('shows selected runs with nothing serious for assistive technology, and no violation of the policy', async () => {
    const other = comparedRun(50, { name: 'other data', dataSet: { name: 'mail.csv', digest: 'b2', declared: 'private' } });
    await open({ theme, runs: [...comparedRuns(30), other], selected: [0, 1, 2, 4, 50] });
    await opened.page.locator('.scatter').first().waitFor();
    await opened.page.locator('.chart canvas').first().waitFor();
    expect(await opened.axe()).toEqual([]);
  });
});

it('follows a change of the theme', async () => {
  await open({ selected: [0, 1] });
  const fill = async (): Promise<string | null> => opened.page.locator('.scatter .point').first().getAttribute('fill');
  await opened.page.locator('.scatter .point').first().waitFor();
  const dark = await fill();
  await opened.setTheme('hcLight');
  await opened.page.waitForFunction((before) => document.querySelector('.scatter .point')?.getAttribute('fill') !== before, dark);
  expect(await opened.axe()).toEqual([]);
});

describe('selecting', () => {
  beforeEach(async () => open());

  it('tells the extension, and asks again after a change only', async () => {
    await row(2).locator('input').click();
    await row(4).locator('input').click();
    await row(2).locator('input').click();
    expect((await sentOfType('select')).map(({ runIds }) => runIds)).toEqual([['run-2'], ['run-2', 'run-4'], ['run-4']]);
    await opened.send({ type: 'runs', runs: comparedRuns(30), selected: undefined });
    expect(await sentOfType('select')).toHaveLength(3);
  });

  it('Shift+click selects all from the last one on', async () => {
    await row(1).locator('input').click();
    await row(4).locator('input').click({ modifiers: ['Shift'] });
    expect((await sentOfType('select')).at(-1)?.runIds).toEqual(['run-1', 'run-2', 'run-3', 'run-4']);
  });

  it('everything in the table is reached by keyboard', async () => {
    const { keyboard } = opened.page;
    await row(0).focus();
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await keyboard.press('End');
    await keyboard.press('Shift+Space');
    expect((await sentOfType('select')).map(({ runIds }) => runIds.length)).toEqual([1, 29]);
    expect(await opened.page.evaluate(() => (document.activeElement as HTMLElement).dataset.run)).toBe('run-29');
    await keyboard.press('Enter');
    expect((await sentOfType('openDashboard')).map(({ runId }) => runId)).toEqual(['run-29']);
    await keyboard.press('Home');
    await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await opened.page.locator('th[aria-sort="descending"]').waitFor();
  });
});

it('shows what differs among the selected runs, and nothing else', async () => {
  await open({ selected: [1, 2] });
  const rows = await opened.page.locator('.differences tbody tr').evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
  expect(rows).toEqual([
    ['privacy.epsilon', '2', '3'],
    ['training.learningRate', '0.01', '0.02'],
  ]);
});

describe('curves', () => {
  it('of all selected runs lie over each other, with cursors that move together', async () => {
    await open({ selected: [0, 1, 2] });
    const charts = opened.page.locator('.chart');
    await charts.nth(1).locator('canvas').waitFor();
    await charts.nth(0).locator('.plot').focus();
    await opened.page.keyboard.press('Home');
    const places = opened.page.locator('.chart .read-out-place');
    await expect.poll(async () => places.allTextContents()).toEqual(['steps 0 to 3', 'steps 0 to 3']);
    expect(await charts.nth(0).locator('.legend li').count()).toBe(3);
  });

  it('are drawn: the line of a run crosses its chart in its own colour', async () => {
    await open({ selected: [0] });
    const canvas = opened.page.locator('.chart canvas').first();
    await canvas.waitFor();
    const drawn = async (): Promise<number> =>
      canvas.evaluate((element: HTMLCanvasElement) => {
        const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
        let blue = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i + 2] > 150 && data[i + 2] > data[i] * 1.8 && data[i + 3] > 200) blue++;
        return blue;
      });
    await expect.poll(drawn).toBeGreaterThan(200);
  });

  it('of runs without series say so', async () => {
    await open();
    await row(0).locator('input').click();
    await opened.send({ type: 'curves', runId: 'run-0', scalars: [] });
    await opened.page.getByText('have no series yet').waitFor();
  });
});

describe('ε and metric', () => {
  it('runs on other data are not ranked together, and the page says why', async () => {
    const other = [50, 51, 52].map((index) => comparedRun(index, { dataSet: { name: 'mail.csv', digest: 'b2', declared: 'private' } }));
    await open({ runs: [...comparedRuns(10), ...other] });
    await opened.page.getByText('These runs differ in data sets').waitFor();
    expect(await opened.page.locator('.scatter').count()).toBe(2);
  });

  it('a point is reached by keyboard, says what it stands for, and opens the dashboard', async () => {
    await open({ selected: [0, 1, 2, 4] });
    const point = opened.page.getByRole('button', { name: /^sweep 4: ε 4\.98 \(ε at δ 1e-5 by PLD; unit: one record; .*accuracy .*, on the Pareto front/ });
    await point.focus();
    await opened.page.keyboard.press('Enter');
    expect((await sentOfType('openDashboard')).map(({ runId }) => runId)).toEqual(['run-4']);
  });

  it('is also a table', async () => {
    await open({ selected: [0, 1, 2, 4] });
    await opened.page.locator('.group summary').click();
    await expect.poll(async () => opened.page.locator('.group tbody tr').count()).toBe(4);
  });
});

it('a list of choices closes by Escape, which goes back to its button, and by going elsewhere', async () => {
  await open();
  const summary = opened.page.getByText('Columns', { exact: true });
  const list = opened.page.locator('.picker[open]');
  await summary.click();
  await opened.page.getByRole('checkbox', { name: 'Sampling rate' }).focus();
  await opened.page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
  await summary.click();
  await list.waitFor();
  await opened.page.locator('.filter input').focus();
  await list.waitFor({ state: 'detached' });
});

it('sort, filter, columns and selection are kept over a reload', async () => {
  await open();
  await opened.page.getByRole('button', { name: 'ε spent' }).click();
  await opened.page.locator('.filter input').fill('accuracy>0.8');
  await opened.page.getByText('Columns', { exact: true }).click();
  await opened.page.getByRole('checkbox', { name: 'Sampling rate' }).click();
  await opened.page.getByRole('checkbox', { name: 'privacy.clipNorm' }).click();
  await row(4).locator('input').click();
  const [before, columns] = [await rowIds(), await heads()];
  expect(columns).toEqual(expect.arrayContaining(['ε spent ▼', 'Sampling rate', 'privacy.clipNorm']));

  await opened.reload();
  await opened.send({ type: 'runs', runs: comparedRuns(30), selected: undefined });
  await row(4).waitFor();
  expect(await rowIds()).toEqual(before);
  expect(await heads()).toEqual(columns);
  expect((await sentOfType('select')).map(({ runIds }) => runIds)).toEqual([['run-4']]);
  expect(await opened.page.locator('.filter input').inputValue()).toBe('accuracy>0.8');
});

describe('export', () => {
  beforeEach(async () => open({ selected: [0, 1] }));

  it('leaves sensitive figures out unless somebody asks for them', async () => {
    await opened.page.getByRole('button', { name: 'Export as CSV …' }).click();
    await opened.page.getByRole('checkbox', { name: 'Include sensitive figures' }).click();
    await opened.page.getByText('that the privacy guarantee does not cover').waitFor();
    await opened.page.getByRole('button', { name: 'Export as JSON …' }).click();
    expect(await sentOfType('export')).toEqual([
      { type: 'export', runIds: ['run-0', 'run-1'], format: 'csv', includeSensitive: false },
      { type: 'export', runIds: ['run-0', 'run-1'], format: 'json', includeSensitive: true },
    ]);
  });

  it('the wish for sensitive figures is gone after a reload', async () => {
    await opened.page.getByRole('checkbox', { name: 'Include sensitive figures' }).click();
    await opened.reload();
    await opened.send({ type: 'runs', runs: comparedRuns(3), selected: undefined });
    await opened.page.getByRole('button', { name: 'Export as CSV …' }).click();
    expect((await sentOfType('export')).map(({ includeSensitive }) => includeSensitive)).toEqual([false]);
  });
});

describe('with little to show', () => {
  it('without runs says how to get one', async () => {
    await open({ runs: [] });
    await opened.page.getByText('There are no runs yet').waitFor();
    expect(await opened.axe()).toEqual([]);
  });

  it('one run is shown, and what is missing for a comparison', async () => {
    await open({ runs: comparedRuns(1) });
    await opened.page.getByText('Select two or more runs to see what differs').waitFor();
    await opened.page.getByText('There is nothing to compare it with.').waitFor();
  });

  it('runs that come later appear by themselves, and changed ones change', async () => {
    await open({ runs: [] });
    await opened.send({ type: 'runs', runs: [comparedRun(3)], selected: undefined });
    await row(3).getByText('400 of 1,000').waitFor();
    await opened.send({ type: 'changed', runs: [comparedRun(3, { step: 401 })] });
    await row(3).getByText('401 of 1,000').waitFor();
  });

  it('a message that is not understood is told, not swallowed', async () => {
    await open();
    await opened.send({ type: 'runs', runs: [{}] });
    await opened.page.getByRole('alert').getByText('does not understand').waitFor();
  });
});

describe('with many runs', () => {
  /** Milliseconds from the message to the frame in which the rows are on screen, without the way of the message itself. */
  async function firstPaint(count: number): Promise<number> {
    opened = await openPage('compare');
    await opened.sentOf<FromCompare>('ready');
    await opened.page.evaluate(() => {
      window.addEventListener('message', () => {
        const start = performance.now();
        const look = (): void => {
          if (document.querySelector('[data-run]') === null) requestAnimationFrame(look);
          else requestAnimationFrame(() => setTimeout(() => Object.assign(window, { painted: performance.now() - start })));
        };
        look();
      }, { capture: true });
    });
    await opened.send({ type: 'runs', runs: comparedRuns(count), selected: undefined });
    await opened.page.waitForFunction(() => 'painted' in window);
    return opened.page.evaluate(() => (window as unknown as { painted: number }).painted);
  }

  it('ten thousand are usable: only rows in sight are drawn, and the last is one key away', async () => {
    console.log(`1,000 runs: ${(await firstPaint(1000)).toFixed(0)} ms`);
    console.log(`10,000 runs: ${(await firstPaint(10_000)).toFixed(0)} ms`);
    await row(0).focus();
    await opened.page.keyboard.press('End');
    await row(9999).waitFor();
    expect(await opened.page.locator('[data-run]').count()).toBeLessThan(60);
    const milliseconds = await opened.page.evaluate(async () => {
      const start = performance.now();
      document.querySelector<HTMLElement>('run-table thead button')!.click();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - start;
    });
    console.log(`10,000 runs sorted and drawn: ${milliseconds.toFixed(0)} ms`);
    expect(await opened.page.locator('[data-run]').count()).toBeLessThan(60);
  });
});
