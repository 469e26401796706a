// The dashboard page in a real Chromium, under its real policy, in all four themes.
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { DashboardSnapshot, FromDashboard } from '../../src/protocol/dashboard';
import { labelled } from '../../src/protocol/labelled';
import { closeBrowser, openPage, themes, type OpenOptions, type OpenPage } from './page';
import { sampleSnapshot, sampleVectors, scalarView } from './dashboardRuns';

type Watch = Extract<FromDashboard, { type: 'watchVectors' }>;
type Zoom = Extract<FromDashboard, { type: 'zoom' }>;

const experts = 8;
let open: OpenPage | undefined;

afterEach(async () => {
  // Also fails the test when the page has violated its policy or thrown an error.
  await open?.close();
  open = undefined;
});
afterAll(closeBrowser);

async function page(snapshot: DashboardSnapshot, options: OpenOptions = {}): Promise<OpenPage> {
  open = await openPage('dashboard', options);
  await open.sentOf('ready');
  await open.send({ type: 'snapshot', snapshot });
  await open.page.locator('h1').waitFor();
  return open;
}

/** A running dashboard with its large heat maps filled. */
async function running(options: OpenOptions = {}): Promise<OpenPage> {
  const opened = await page(sampleSnapshot({ state: { status: 'running' }, step: 400, width: 2, layers: 2 }), options);
  const { series } = await opened.sentOf<Watch>('watchVectors');
  await opened.send({ type: 'vectors', vectors: sampleVectors(series, experts, 400, 2) });
  await opened.page.locator('.heat-map .places').first().waitFor();
  return opened;
}

const loss = (opened: OpenPage) => opened.page.locator('.panel', { hasText: 'Loss and accuracy' });
const routing = (opened: OpenPage) => opened.page.locator('.panel', { has: opened.page.locator('#title-routing') });

/** Number of different colours on a canvas. */
const coloursOf = async (opened: OpenPage, selector: string): Promise<number> =>
  opened.page.locator(selector).first().evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

describe('in every theme', () => {
  it.each(themes)('%s: draws curves and heat maps, and axe finds nothing serious', async (theme) => {
    const opened = await running({ theme });
    expect(await coloursOf(opened, '#page .heat-map canvas:not(.scale canvas)')).toBeGreaterThan(5);
    expect(await coloursOf(opened, '.plot canvas')).toBeGreaterThan(5);
    expect(await opened.axe()).toEqual([]);
  });

  it('takes on another one while it is open', async () => {
    const opened = await running({ theme: 'dark' });
    const swatch = loss(opened).locator('.swatch line').first();
    const before = await swatch.getAttribute('stroke');
    await opened.setTheme('hcLight');
    await expect.poll(() => swatch.getAttribute('stroke')).not.toBe(before);
  });
});

describe('what it shows', () => {
  it('ε never stands without δ, accountant, unit and relation', async () => {
    const opened = await running();
    const facts = await opened.page.locator('.facts').innerText();
    expect(facts).toMatch(/ε \d\.\d\d of 3\.00 planned/);
    expect(facts).toContain('at δ 1e-5 by PLD');
    expect(facts).toContain('unit: one record; neighbours: add or remove one');
  });

  it('marks what depends on the data, and explains the mark to the keyboard too', async () => {
    const opened = await running();
    const mark = loss(opened).locator('.mark.sensitive');
    expect(await mark.locator('.explanation').isVisible()).toBe(false);
    await mark.focus();
    expect(await mark.locator('.explanation').isVisible()).toBe(true);
    expect(await mark.getAttribute('aria-label')).toContain('without noise');
  });

  it('calls the series of public demonstrations public', async () => {
    const snapshot = sampleSnapshot({ state: { status: 'running' }, step: 40, width: 1, layers: 1 });
    const scalars = [scalarView('loss', 40, 1, (step) => 1 / (1 + step), 'public')];
    const opened = await page({ ...snapshot, scalars, budget: undefined, run: { ...snapshot.run, dataSet: { name: 'mails', declared: 'publicDemonstration' } } });
    expect(await loss(opened).locator('.mark').innerText()).toContain('public');
    expect(await opened.page.locator('body').innerText()).toContain('was declared a public demonstration');
  });

  it('draws where the run takes the ledger of its data set, and when its cap is reached', async () => {
    const snapshot = sampleSnapshot({ state: { status: 'running' }, step: 400, width: 2, layers: 1 });
    const budget = snapshot.budget!;
    const opened = await page(snapshot);
    await opened.page.getByText('Stays below the cap to the end of the plan.').waitFor();
    await opened.send({ type: 'snapshot', snapshot: { ...snapshot, budget: { ...budget, forecast: { ...budget.forecast!, capReachedAt: 640 } } } });
    await opened.page.getByText(/Cap reached at step 640, about \d{1,2}:\d\d/).waitFor();
    await opened.send({ type: 'snapshot', snapshot: { ...snapshot, budget: { ...budget, enforcement: 'advisory', forecast: { ...budget.forecast!, capReachedAt: 640 } } } });
    await opened.page.getByText('Passes the advisory limit at step 640').waitFor();
    expect(await opened.page.locator('body').innerText()).not.toMatch(/\bcap\b/i);
  });

  it('shows a released load without the mark of what is sensitive, and the exact one with it when asked', async () => {
    const sample = sampleSnapshot({ state: { status: 'running' }, step: 400, width: 2, layers: 1 });
    const opened = await page({ ...sample, vectorSeries: [{ kind: 'expertLoad', layer: 0 }, { kind: 'releasedExpertLoad', layer: 0 }] });
    const { series } = await opened.sentOf<Watch>('watchVectors');
    expect(series, 'the exact load is not even asked for').toEqual([{ kind: 'releasedExpertLoad', layer: 0 }]);
    await opened.send({ type: 'vectors', vectors: sampleVectors(series, experts, 400, 2) });
    await routing(opened).locator('.mark.released').waitFor();
    expect(await routing(opened).locator('.mark.sensitive').count()).toBe(0);
    expect(await routing(opened).innerText()).toMatch(/Load entropy/);

    await routing(opened).getByRole('combobox', { name: 'Load' }).selectOption('exact');
    await opened.send({ type: 'vectors', vectors: sampleVectors([{ kind: 'expertLoad', layer: 0 }], experts, 400, 2) });
    await routing(opened).locator('.mark.sensitive').waitFor();
  });

  it('tells dead experts and how even the load is', async () => {
    const opened = await running();
    expect(await routing(opened).innerText()).toMatch(/Dead experts\s+1 of 8/);
  });

  it.each<[string, DashboardSnapshot['run']['state'], RegExp]>([
    ['queued', { status: 'queued' }, /Waits for the runs before it/],
    ['starting', { status: 'starting' }, /trainer process is starting/],
    ['lost', { status: 'lost' }, /stay charged.*Resume/],
    ['failed', { status: 'failed', message: 'The disk is full.' }, /The disk is full.*log tells more/],
    ['stopped', { status: 'stopped', reason: 'requested' }, /Stopped on request/],
  ])('says what is up with a run that is %s, and what to do', async (_name, state, expected) => {
    const opened = await page({ ...sampleSnapshot({ state, step: 0, width: 1, layers: 0 }), scalars: [] });
    expect(await opened.page.locator('header .notice').innerText()).toMatch(expected);
    expect(await opened.axe()).toEqual([]);
  });

  it('says that a linear model has no experts', async () => {
    const snapshot = sampleSnapshot({ state: { status: 'running' }, step: 4, width: 1, layers: 0 });
    const config = { ...snapshot.run.config, model: { ...snapshot.run.config.model, architecture: 'linear' } } as DashboardSnapshot['run']['config'];
    const opened = await page({ ...snapshot, run: { ...snapshot.run, config } });
    expect(await routing(opened).innerText()).toContain('no experts');
  });

  it('fits into 400 pixels without a horizontal scroll bar', async () => {
    const opened = await running({ viewport: { width: 400, height: 2400 } });
    expect(await opened.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  });

  it('replaces everything by the reason when the run is gone', async () => {
    const opened = await running();
    await opened.send({ type: 'unavailable', message: 'There is no run amber-otter-7k2.' });
    await opened.page.locator('[role=alert]', { hasText: 'There is no run' }).waitFor();
    expect(await opened.page.locator('.panel').count()).toBe(0);
  });

  it('shows a message that it does not understand as a problem', async () => {
    const opened = await running();
    await opened.send({ type: 'news' });
    await opened.page.locator('[role=alert]', { hasText: 'does not understand' }).waitFor();
  });
});

describe('the planned ε', () => {
  it('is drawn beneath what was charged as soon as it arrives', async () => {
    const opened = await running();
    const legend = opened.page.locator('.panel', { has: opened.page.locator('#title-privacy') }).locator('.legend').first();
    expect(await legend.innerText()).not.toContain('planned');
    await opened.send({ type: 'planned', points: [{ step: 0, epsilon: 0 }, { step: 250, epsilon: 1.5 }, { step: 1000, epsilon: 3 }] });
    await expect.poll(() => legend.innerText()).toContain('planned 3.00');
  });
});

describe('by keyboard', () => {
  it('a cursor reads out the values of a line chart, and moves in the others with it', async () => {
    // High enough for both: a chart that is out of sight draws nothing.
    const opened = await running({ viewport: { width: 1200, height: 3000 } });
    await loss(opened).locator('.plot').focus();
    await opened.page.keyboard.press('Home');
    await opened.page.keyboard.press('ArrowRight');
    expect(await loss(opened).locator('.read-out-place').innerText()).toBe('steps 2 to 3');
    const gradients = opened.page.locator('.panel', { hasText: 'Gradient norms' });
    await expect.poll(() => gradients.locator('.read-out-place').first().innerText()).toBe('steps 2 to 3');
    await expect.poll(() => loss(opened).locator('[aria-live]').innerText()).toMatch(/^Step 2: training loss/);
  });

  it('a cursor reads out the cells of a heat map', async () => {
    const opened = await running();
    const map = routing(opened).locator('.heat-map').first();
    await map.locator('.field').focus();
    await opened.page.keyboard.press('Home');
    for (let i = 0; i < experts - 1; i++) await opened.page.keyboard.press('ArrowDown');
    expect(await map.locator('.read-out').innerText()).toBe('steps 0 to 1, expert 7: mean 0 × fair (0 × fair to 0 × fair)');
  });

  it('zooms around the cursor and back, and asks for the finer series of the range', async () => {
    const opened = await running();
    await loss(opened).locator('.plot').focus();
    await opened.page.keyboard.press('+');
    const zoom = await opened.sentOf<Zoom>('zoom');
    expect(zoom).toMatchObject({ fromStep: 100, toStep: 300 });
    expect(zoom.names).toContain('loss');
    await opened.send({ type: 'range', request: zoom.request, scalars: [scalarView('loss', 300, 1, (step) => step, 'sensitive', 100)] });
    await opened.page.getByText('Steps 100 to 299').waitFor();
    await expect.poll(() => loss(opened).locator('.read-out-place').innerText()).toBe('latest');
    await expect.poll(() => loss(opened).locator('.legend .value').first().innerText()).toBe('299');
    await opened.page.keyboard.press('0');
    await opened.page.getByText('Drag over a chart to zoom in').waitFor();
  });

  it('every chart opens as a table of the same values', async () => {
    const opened = await running();
    await loss(opened).locator('summary').focus();
    await opened.page.keyboard.press('Enter');
    const table = loss(opened).locator('table');
    await table.waitFor();
    expect(await table.locator('tbody tr').count()).toBe(50);
    expect(await table.locator('tbody tr').first().innerText()).toMatch(/^0 to 1\t0\.\d+ \(0\.\d+ to 0\.\d+\)$/);
    expect(await loss(opened).locator('.table-pages').innerText()).toContain('Rows 1 to 50 of 200');
    await loss(opened).getByRole('button', { name: 'Later' }).click();
    expect(await table.locator('tbody tr th').first().innerText()).toBe('100 to 101');
    expect(await opened.axe()).toEqual([]);
  });
});

describe('with the extension', () => {
  it('asks for stop, log and the others by command', async () => {
    const opened = await running();
    for (const name of ['Stop', 'Log', 'Privacy statement', 'Compare', 'Export']) await opened.page.locator('vscode-button', { hasText: name }).click();
    const commands = (await opened.sent()).filter(({ type }) => type === 'command');
    expect(commands.map((message) => (message as unknown as { command: string }).command)).toEqual(['stopRun', 'showLog', 'showStatement', 'compareRuns', 'exportRun']);
  });

  it('offers Resume only to a run that can be resumed', async () => {
    const opened = await page(sampleSnapshot({ state: { status: 'lost' }, step: 40, width: 1, layers: 1 }));
    expect(await opened.page.locator('vscode-button', { hasText: 'Resume' }).count()).toBe(1);
    expect(await opened.page.locator('vscode-button', { hasText: 'Stop' }).count()).toBe(0);
    expect(await opened.page.locator('.notice').textContent()).toContain('Resume takes the run up');
  });

  it('says nothing of Resume where the run cannot be taken up again', async () => {
    const snapshot = sampleSnapshot({ state: { status: 'lost' }, step: 40, width: 1, layers: 1 });
    const opened = await page({ ...snapshot, run: { ...snapshot.run, resumable: false } });
    expect(await opened.page.locator('vscode-button', { hasText: 'Resume' }).count()).toBe(0);
    expect(await opened.page.locator('.notice').textContent()).not.toContain('Resume');
  });

  it('keeps choices and the run when the tab is hidden, and nothing else', async () => {
    const opened = await running();
    await opened.page.getByLabel('Horizontal axis').selectOption('time');
    await opened.page.getByRole('button', { name: 'Throughput' }).click();
    await expect.poll(() => opened.state()).toMatchObject({ runId: 'amber-otter-7k2', choices: { axis: 'time', collapsed: ['configuration', 'throughput'] } });
    expect(Object.keys((await opened.state()) as object).sort()).toEqual(['choices', 'runId']);
    await opened.reload();
    await opened.sentOf('ready');
    await opened.send({ type: 'snapshot', snapshot: sampleSnapshot({ state: { status: 'running' }, step: 400, width: 2, layers: 2 }) });
    await expect.poll(() => opened.page.getByLabel('Horizontal axis').inputValue()).toBe('time');
    expect(await opened.page.getByRole('button', { name: 'Throughput' }).getAttribute('aria-expanded')).toBe('false');
  });

  it('asks for the layers on screen only', async () => {
    const opened = await page(sampleSnapshot({ state: { status: 'running' }, step: 40, width: 1, layers: 48 }));
    await opened.page.waitForTimeout(500);
    const watched = (await opened.sent()).filter(({ type }) => type === 'watchVectors') as Watch[];
    const layers = new Set(watched.at(-1)!.series.map(({ layer }) => layer));
    expect(layers.size).toBeLessThan(48);
    expect(layers.has(0)).toBe(true);
  });

  it('stays calm where nothing may move', async () => {
    const opened = await running({ reducedMotion: true });
    const moving = await opened.page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => getComputedStyle(element).transitionDuration !== '0s').length);
    expect(moving).toBe(0);
  });
});

interface Loads {
  readonly experts: number;
  readonly steps: Int32Array;
  readonly mean: Float32Array;
}

declare global {
  interface Window {
    loads: Loads;
  }
}

/** Runs in the page, where so many numbers are made faster than they are brought there. */
function makeLoads({ experts, steps }: { experts: number; steps: number }): void {
  const mean = Float32Array.from({ length: steps * experts }, (_, i) => (1 + Math.sin(i)) / experts);
  window.loads = { experts, steps: Int32Array.from({ length: steps }, (_, step) => step), mean };
}

/** Runs in the page. */
function postLoads(layer: number): void {
  const value = { ...window.loads, min: window.loads.mean, max: window.loads.mean };
  window.postMessage({ type: 'vectors', vectors: [{ kind: 'expertLoad', layer, sensitivity: 'sensitive', width: 1, buckets: { sensitivity: 'sensitive', value } }] }, '*');
}

/** Longest time in which the page could not answer, and how long `work` went on, in milliseconds. */
async function longestTask(opened: OpenPage, work: () => Promise<void>): Promise<{ longest: number; all: number }> {
  const started = performance.now();
  await opened.page.evaluate(() => {
    const tasks: number[] = [];
    (window as unknown as { tasks: number[] }).tasks = tasks;
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration))).observe({ entryTypes: ['longtask'] });
  });
  await work();
  const longest = await opened.page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks));
  return { longest, all: performance.now() - started };
}

describe('under load', () => {
  it('draws 48 layers × 64 experts × 4,000 steps without standing still', async () => {
    const opened = await page(sampleSnapshot({ state: { status: 'running' }, step: 400, width: 1, layers: 48 }), { viewport: { width: 1400, height: 3600 } });
    await opened.page.evaluate(makeLoads, { experts: 64, steps: 4000 });
    const { longest, all } = await longestTask(opened, async () => {
      for (let layer = 0; layer < 48; layer++) await opened.page.evaluate(postLoads, layer);
      await opened.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    });
    await expect.poll(async () => opened.page.locator('.overview .places').count(), { timeout: 30_000 }).toBe(48);
    console.log(`Longest task with 48 × 64 × 4,000 cells: ${longest.toFixed(0)} ms of ${all.toFixed(0)} ms`);
    // A share, because a busy machine stretches both; drawing all layers in one go would be most of it.
    expect(longest).toBeLessThan(all / 2);
  });
});

describe('the panel of an audit', () => {
  const design = { canaries: 400, guesses: 100, confidence: 0.95 };
  const panel = (opened: OpenPage) => opened.page.locator('.panel', { has: opened.page.locator('#title-audit') });

  async function audited(lowerBound: number | undefined, options: OpenOptions = {}, status: 'finished' | 'running' = 'finished'): Promise<OpenPage> {
    const { run, ...rest } = sampleSnapshot({ state: { status }, step: status === 'finished' ? 800 : 400, width: 2, layers: 1 });
    const audit = lowerBound === undefined ? undefined : labelled('released', { ...design, correct: 73, delta: 1e-5, lowerBound });
    return page({ ...rest, run: { ...run, config: { ...run.config, audit: design }, audit } }, options);
  }

  it.each(themes)('%s: shows the bound, rounded down, beside the promised ε, and the guesses; axe finds nothing serious', async (theme) => {
    const opened = await audited(0.4599, { theme });
    const text = await panel(opened).innerText();
    expect(text).toMatch(/Audit only.*Use it for nothing else/);
    expect(text).toMatch(/ε at least 0\.45\s+at δ 1e-5 with 95% confidence/);
    expect(text).toMatch(/Promised by the accountant\s+ε at most 3\.00/);
    expect(text).toMatch(/right: 73 of 100\s+wrong: 27\s+abstained: 300 of 400 canaries/);
    expect(await panel(opened).getByRole('alert').count()).toBe(0);
    expect(await opened.axe()).toEqual([]);
  });

  it('alerts when the bound is above the promised ε', async () => {
    expect(await panel(await audited(3.2)).getByRole('alert').innerText()).toMatch(/guarantee does not hold/);
  });

  it('says that there is no bound before the last step', async () => {
    expect(await panel(await audited(undefined, {}, 'running')).innerText()).toMatch(/follows from the model after the last step/);
  });

  it('folds by keyboard', async () => {
    const opened = await audited(0.4599);
    await opened.page.locator('#title-audit .fold').focus();
    await opened.page.keyboard.press('Enter');
    expect(await panel(opened).locator('.panel-body').count()).toBe(0);
  });

  it('is not there for other runs', async () => {
    expect(await panel(await running()).count()).toBe(0);
  });
});
