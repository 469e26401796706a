// Drives a real VS Code over given stores and prints what its pages and lists take, as one line of JSON. bench/editor.ts starts it.
import { setTimeout as pause } from 'node:timers/promises';
import { extensionPackage } from '../package.mjs';
import { startServer } from '../vscode/server.mjs';
import { startBrowser } from '../vscode/workbench.mjs';

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounded = (value) => (value === undefined ? undefined : Number(value.toFixed(1)));

const [longRun, ...lists] = process.argv.slice(2);

/** For so long the live dashboard is watched, in milliseconds. */
const watching = 15_000;

/**
 * Runs in every frame before its own scripts, and times how the page's listener takes the messages of the extension: `handled`, the
 * listener itself; `frame`, the scripts of the next frame; `untilPainted`, from the message to the end of these scripts. It wraps the
 * listener, because the document of a webview is written into its frame anew, which removes listeners of others.
 */
function clock() {
  globalThis.cloisterTimes ??= [];
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (name, listener, ...options) {
    return add.call(this, name, name === 'message' && typeof listener === 'function' ? timed(listener) : listener, ...options);
  };
  function timed(listener) {
    return function (event) {
      const type = event.data?.type;
      if (!['snapshot', 'tail', 'runs'].includes(type)) return listener.call(this, event);
      const start = performance.now();
      let frameStart = 0;
      requestAnimationFrame(() => (frameStart = performance.now())); // Comes before what the page asks for.
      listener.call(this, event);
      const handled = performance.now() - start;
      requestAnimationFrame(() => {
        const now = performance.now();
        globalThis.cloisterTimes.push({ type, handled, frame: now - frameStart, untilPainted: now - start });
      });
    };
  }
}

const vsix = await extensionPackage();
const browser = await startBrowser();
const result = { dashboard: await inWindow(longRun, dashboard), lists: {} };
for (const store of lists) result.lists[store.split('/').at(-1)] = await inWindow(store, list);
await browser.close();
console.log(`\n${JSON.stringify(result)}`);

async function inWindow(store, measure) {
  const server = await startServer({ extensions: [vsix], environment: { CLOISTER_STORE: store, CLOISTER_LEDGER: 'ledger' } });
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
  const first = times.find(({ type }) => type === 'snapshot');
  return { firstPaint: rounded(first?.untilPainted), ticks: ticks.length, tick: rounded(median(ticks)), longestTick: rounded(Math.max(...ticks)) };
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

/** The window has settled before the clock starts: it is the side bar that is timed, not the start of the editor. */
async function showRuns(window) {
  await window.activityIcon().waitFor();
  await pause(5_000);
  const start = performance.now();
  await window.showSidebar();
  await window.rows('Runs').first().waitFor();
  return performance.now() - start;
}
