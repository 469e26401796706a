// The whole way of a user, end to end in a real VS Code: from the palette to two compared runs, and back after a reload.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../../scripts/vscode/workbench.mjs';
import { startSession, type Session } from './session';
import { temporaryFolder } from './temporary';

/** Everything here waits for a trainer or a page on a machine that may be busy with both, in milliseconds. */
const patience = { timeout: 90_000, interval: 200 };

const folder = temporaryFolder();
let session: Session;
let window: Workbench;

beforeAll(async () => {
  session = await startSession({ folder });
  window = await session.open();
  await window.load();
  await window.showSidebar();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await window.screenshot(resolve(__dirname, '../../.cache/editor-tests', `${task.name.replace(/\W+/g, '-')}.png`));
});

afterAll(() => session.stop());

const rows = async (view: string): Promise<string[]> => (await window.rows(view).allInnerTexts()).map((text) => text.replaceAll('\n', ' '));

/** ε of the run in a row of the sidebar. */
const epsilonOf = (row: string | undefined): number => Number(/ε ([\d.]+)/.exec(row ?? '')?.[1]);

/** How many colours the first drawing of the page below an element has, once it is in view. */
async function coloursOf(selector: string): Promise<number> {
  const canvas = window.panel().locator(`${selector} canvas:not(.scale canvas)`).first();
  if ((await canvas.count()) === 0) return 0;
  await canvas.scrollIntoViewIfNeeded();
  return canvas.evaluate((element: unknown) => {
    const drawing = element as Drawing;
    const { data } = drawing.getContext('2d').getImageData(0, 0, drawing.width, drawing.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

/** What is used here of the browser's canvas; tests are compiled without the types of pages. */
interface Drawing {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): { getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray } };
}

/** A run file like the sample's that trains until it is stopped. */
function writeLongRun(): void {
  const text = readFileSync(join(session.workspace, 'e-mails.run.json'), 'utf8');
  writeFileSync(join(session.workspace, 'long.run.json'), text.replace('"MoE, private"', '"long"').replace('"epochs": 10', '"epochs": 1000'));
}

/** Milliseconds, from the editor's own list: loading the extension and its `activate`. */
async function activationTime(): Promise<number> {
  await window.command('Developer: Show Running Extensions');
  const time = window.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Cloister' }).locator('.activation-time', { hasText: /\d ?ms/ });
  await time.waitFor();
  return Number(/(\d+) ?ms/.exec(await time.innerText())?.[1]);
}

describe('from the palette to two compared runs', { timeout: 180_000 }, () => {
  it('an empty store is met by a welcome that says where to begin', async () => {
    await expect.poll(() => window.page.locator('.welcome-view').allInnerTexts(), patience).toContainEqual(expect.stringContaining('Try the Sample'));
    expect(await window.offered('Cloister: ')).not.toContain('Cloister: Stop Run');
  });

  it('the sample starts after one question that says what is promised and what it costs', async () => {
    await window.command('Cloister: Try the Sample');
    const question = await window.answerDialog('Launch');
    expect(question).toMatch(/ε 3\.00 at δ 1e-4, by PLD/);
    expect(question).toMatch(/unit: one record; neighbours: add or remove one/);
    expect(question).toMatch(/79 steps/);
  });

  it('ε rises in the sidebar and in the status bar', async () => {
    await expect.poll(async () => epsilonOf((await rows('Runs'))[0]), patience).toBeGreaterThan(0);
    const early = epsilonOf((await rows('Runs'))[0]);
    await expect.poll(async () => epsilonOf((await rows('Runs'))[0]), patience).toBeGreaterThan(early);
    await expect.poll(() => rows('Privacy Budget'), patience).toContainEqual(expect.stringMatching(/Spent\s*ε [\d.]+ at δ 1e-4/));
  });

  it('the dashboard has opened and draws the routing of the experts', async () => {
    // Maps that are out of sight are not drawn.
    await window.panel().locator('#title-routing').scrollIntoViewIfNeeded();
    await expect.poll(() => coloursOf('.heat-map'), patience).toBeGreaterThan(4);
    expect(await window.panel().locator('body').innerText()).toMatch(/at δ 1e-4 by PLD/);
  });

  it('the finished run shows its ε and its accuracy', async () => {
    await expect.poll(async () => (await rows('Runs'))[0], patience).toMatch(/79\/79 .*ε 3\.00/);
    await expect.poll(() => window.panel().locator('body').innerText(), patience).toContain('finished');
  });

  it('a run file is launched from the palette, and its run stopped at a step boundary', async () => {
    writeLongRun();
    await window.command('Cloister: Launch Run');
    await window.pick('long.run.json');
    expect(await window.answerDialog('Launch')).toContain('long');
    await expect.poll(async () => (await rows('Runs'))[0], patience).toMatch(/long\s*([3-9]|\d\d+)\/7928/);
    await window.command('Cloister: Stop Run');
    await window.pick('long');
    await expect.poll(() => window.panel().locator('body').innerText(), patience).toContain('stopped');
  });

  it('two runs are compared: their curves, and only what differs', async () => {
    await window.rows('Runs').nth(0).click();
    await window.rows('Runs').nth(1).click({ modifiers: ['ControlOrMeta'] });
    await window.menu(window.rows('Runs').nth(1), 'Compare Runs');
    await window.tab('Compare Runs').waitFor();
    await expect.poll(() => window.panel().locator('.differences').allInnerTexts(), patience).toEqual([expect.stringMatching(/epochs/)]);
    expect(await window.panel().locator('.differences').innerText()).not.toMatch(/clipNorm/);
    await expect.poll(() => coloursOf('.chart'), patience).toBeGreaterThan(2);
  });

  it('a second window on the same store shows the same runs', async () => {
    const second = await session.open();
    await second.load();
    await second.showSidebar();
    const first = await rows('Runs');
    await expect.poll(async () => (await second.rows('Runs').allInnerTexts()).map((text) => text.replaceAll('\n', ' ')), patience).toEqual(first);
    await second.close();
  });

  it('a reloaded window restores its tabs', async () => {
    await window.reload();
    await expect.poll(() => window.panel().locator('.differences').allInnerTexts(), patience).toEqual([expect.stringMatching(/epochs/)]);
    await window.tab('MoE, private').click();
    await expect.poll(() => coloursOf('.heat-map'), patience).toBeGreaterThan(4);
  });

  it('activation is quick', async () => {
    const milliseconds = await activationTime();
    console.log(`Activation took ${milliseconds} ms by VS Code's own figure; the target is 50.`);
    // Ten times the target: a busy machine stays below it, and an activation that loads the services does not.
    expect(milliseconds).toBeLessThan(500);
  });

  it('nothing outside this machine was asked by the pages, the extension or the trainers', () => {
    expect(session.outside()).toEqual([]);
  });
});
