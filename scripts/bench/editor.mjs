// Drives a real VS Code over given stores and prints what its pages and lists take, as one line of JSON. bench/editor.ts starts it.
import { setTimeout as pause } from 'node:timers/promises';
import { extensionPackage } from '../package.mjs';
import { startServer } from '../vscode/server.mjs';
import { startBrowser } from '../vscode/workbench.mjs';

const [longRun, ...lists] = process.argv.slice(2);

/** For so long the live dashboard is watched, in milliseconds. */
const watching = 15_000;

/**
 * Runs in every frame before its own scripts. For each message of the extension: `handled`, the time of the page's listeners, and
 * `painted`, the time from the message to the end of the next frame's scripts; both without what the page waits for.
 */
function clock() {
  globalThis.cloisterTimes = [];
  addEventListener('message', ({ data }) => {
    const type = data?.type;
    if (!['snapshot', 'tail', 'runs'].includes(type)) return;
    const start = performance.now();
    let frameStart = 0;
    requestAnimationFrame(() => (frameStart = performance.now())); // Before those of the page.
    const after = new MessageChannel();
    after.port1.onmessage = () => {
      const handled = performance.now() - start;
      requestAnimationFrame(() => {
        const now = performance.now();
        globalThis.cloisterTimes.push({ type, handled, frame: now - frameStart, untilPainted: now - start });
      });
    };
    after.port2.postMessage(undefined);
  });
}

const vsix = await extensionPackage();
const browser = await startBrowser();
const result = { dashboard: await inWindow(longRun, dashboard), lists: {} };
for (const store of lists) result.lists[store.split('/').at(-1)] = await inWindow(store, list);
await browser.close();
console.log(`\n${JSON.stringify(result)}`);

async function inWindow(store, measure) {
  const server = await startServer({ extensions: [vsix], environment: { CLOISTER_STORE: store } });
  const window = await browser.open(server);
  await window.page.context().addInitScript(clock);
  await window.load();
  const measured = await measure(window);
  await window.close();
  await server.stop();
  return measured;
}

async function dashboard(window) {
  await showRuns(window);
  await window.menu(window.rows('Runs').first(), 'Open Dashboard');
  await window.panel().locator('canvas').first().waitFor();
  await pause(watching);
  const times = await window.panel().locator('body').evaluate(() => globalThis.cloisterTimes);
  const ticks = times.filter(({ type }) => type === 'tail').map(({ handled, frame }) => handled + frame);
  return { firstPaint: rounded(times.find(({ type }) => type === 'snapshot')?.untilPainted), ticks: ticks.length, tick: rounded(median(ticks)), longestTick: rounded(Math.max(...ticks)) };
}

/** The sidebar from the click on the icon to the first row, and the compare page with all runs. */
async function list(window) {
  const sidebar = await showRuns(window);
  await window.menu(window.rows('Runs').first(), 'Compare Runs');
  await window.panel().locator('table').first().waitFor();
  await pause(2_000);
  const times = await window.panel().locator('body').evaluate(() => globalThis.cloisterTimes);
  return { sidebarFromClick: rounded(sidebar), comparePaint: rounded(times.find(({ type }) => type === 'runs')?.untilPainted) };
}

async function showRuns(window) {
  const start = performance.now();
  await window.showSidebar();
  await window.rows('Runs').first().waitFor();
  return performance.now() - start;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounded = (value) => (value === undefined ? undefined : Number(value.toFixed(1)));
