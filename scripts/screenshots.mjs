// `npm run screenshots`: pictures of the packaged extension in a real VS Code, for the README and to look at in every theme.
// Dark and light ones go to media/screenshots; those in high contrast to .cache/screenshots.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { extensionPackage } from './package.mjs';
import { fillStore } from './screenshots/sample-store.mjs';
import { startServer } from './vscode/server.mjs';
import { startBrowser } from './vscode/workbench.mjs';
import { writeSampleWorkspace } from './workbench/sample-workspace.mjs';

const root = join(import.meta.dirname, '..');
const shipped = join(root, 'media', 'screenshots');
const others = join(root, '.cache', 'screenshots');

const themes = [
  { name: 'dark', setting: 'Default Dark Modern', folder: shipped },
  { name: 'light', setting: 'Default Light Modern', folder: shipped },
  { name: 'high-contrast-dark', setting: 'Default High Contrast', folder: others },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light', folder: others },
];

/** Time for charts to be drawn and for messages to go, in milliseconds. */
const settling = 2_500;

const folder = mkdtempSync(join(tmpdir(), 'cloister-screenshots-'));
const store = join(folder, 'store');
const workspace = join(folder, 'workspace');
for (const path of [shipped, others]) mkdirSync(path, { recursive: true });
writeSampleWorkspace(workspace);
writeFileSync(join(workspace, 'draft.run.json'), faultyRunFile());

const vsix = await extensionPackage();
const stopTraining = await fillStore(store, workspace);
const browser = await startBrowser();
try {
  for (const theme of themes) await photograph(theme);
} finally {
  await browser.close();
  await stopTraining();
  rmSync(folder, { recursive: true, force: true });
}

async function photograph({ name, setting, folder: target }) {
  const server = await startServer({ extensions: [vsix], settings: { 'workbench.colorTheme': setting }, environment: { CLOISTER_STORE: store, CLOISTER_LEDGER: 'ledger' } });
  const window = await browser.open(server, { folder: workspace, width: 1280, height: 800 });
  const take = async (what) => {
    await pause(settling);
    await window.screenshot(join(target, `${what}-${name}.png`));
    console.log(join(target, `${what}-${name}.png`));
  };
  await window.load();
  await window.showSidebar();
  await window.rows('Runs').first().waitFor();

  await window.menu(window.rows('Runs').first(), 'Open Dashboard');
  await window.panel().locator('.heat-map').first().waitFor();
  await window.page.mouse.move(700, 790); // Away from hovers.
  await take('dashboard');
  await window.panel().locator('.heat-map').first().scrollIntoViewIfNeeded();
  await take('routing');

  await window.rows('Runs').nth(2).click();
  await window.rows('Runs').last().click({ modifiers: ['Shift'] });
  await window.menu(window.rows('Runs').last(), 'Compare Runs');
  await window.panel().locator('.differences').waitFor();
  await take('compare');

  await window.command('View: Close All Editors');
  await window.openFile('draft.run.json');
  await window.page.locator('.squiggly-error').first().waitFor();
  await window.command('Problems: Focus on Problems View');
  await take('run-file');

  await window.page.context().close();
  await server.stop();
}

/** A run file as somebody might write it first: it couples the records of a batch, and its batch is larger than its data. */
function faultyRunFile() {
  return `{
  "name": "notes, a first try",
  "data": {
    "path": "notes.jsonl", "text": "note", "label": "ward", "labels": ["surgery", "paediatrics"],
    "declared": "private", "testShare": 0.2, "maxTokens": 64
  },
  "model": { "preset": "tiny", "batchNorm": true },
  "privacy": {
    "unit": "record",
    "neighbouringRelation": "addOrRemoveOne",
    "epsilon": 12,
    "clipNorm": 1,
    "publicSize": 1600,
    "expectedBatchSize": 2000,
    "epochs": 8
  },
  "training": { "optimizer": { "name": "adam" }, "learningRate": 0.01, "warmupShare": 0.05, "decay": "linear", "initSeed": 1 }
}
`;
}
