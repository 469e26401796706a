// Fills a store with runs that pictures can show: finished ones to compare, a private data set with a budget, and one that trains.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = join(import.meta.dirname, '..', '..');
const cli = join(root, 'dist', 'cli.js');
const recipes = join(root, 'recipes', 'compare');

/** In milliseconds: after it, the run that trains has curves to show. */
const headStart = 20_000;

/**
 * @param {string} store folder of the store
 * @param {string} workspace folder of the sample workspace
 * @returns ends the run that trains
 */
export async function fillStore(store, workspace) {
  // The ledger of the store itself, as the pictured editor has it: nothing here is charged on the user's own.
  const env = { ...process.env, CLOISTER_LEDGER: 'ledger' };
  const cloister = (...args) => execFileSync(process.execPath, [cli, ...args, '--store', store], { cwd: workspace, env, stdio: ['ignore', 'ignore', 'pipe'] });
  cloister('demo');
  for (const recipe of ['dense', 'linear']) cloister('train', join(recipes, `${recipe}-private.run.json`));
  cloister('budget', 'set', 'notes.run.json', '--epsilon', '4', '--delta', '1e-5', '--reason', 'agreed with the owner');
  cloister('train', 'notes.run.json');

  const long = join(workspace, 'long.run.json');
  const text = readFileSync(join(workspace, 'e-mails.run.json'), 'utf8');
  writeFileSync(long, text.replace('"MoE, private"', '"MoE, private, longer"').replace('"epochs": 10', '"epochs": 150'));
  const child = spawn(process.execPath, [cli, 'train', long, '--store', store], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await pause(headStart);
  return async () => {
    child.kill('SIGINT'); // As Ctrl-C on a terminal: the trainer stops cleanly.
    await ended;
  };
}
