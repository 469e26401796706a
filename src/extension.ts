// Wires the parts of the extension together.
import { window, workspace, type ExtensionContext } from 'vscode';
import { BackgroundAccounting } from './services/accounting/background';
import { registerBudget } from './ui/budget/register';
import type { Cloister } from './ui/cloister';
import { registerCommands } from './ui/commands/register';
import { registerCompare } from './ui/compare/register';
import { registerContextKeys } from './ui/contextKeys';
import { registerDashboard } from './ui/dashboard/register';
import { registerDocuments } from './ui/documents';
import { StoreOnDisk } from './ui/liveStore';
import { registerRunFiles } from './ui/runFile/register';
import { monitorActivity } from './ui/runs/activity';
import { registerRuns } from './ui/runs/register';
import { registerTrainers } from './ui/runs/trainers';
import { readSettings } from './ui/settings';
import { registerStatusBar } from './ui/statusBar/register';

let store: StoreOnDisk | undefined;
let accounting: BackgroundAccounting | undefined;

/** Registers everything and returns; what is heavy is loaded by whoever needs it first. */
export function activate(context: ExtensionContext): Cloister {
  const startedAt = performance.now();
  const log = window.createOutputChannel('Cloister', { log: true });
  const live = new StoreOnDisk(readSettings, log);
  store = live;
  const background = new BackgroundAccounting(context.asAbsolutePath('dist/accountant.js'));
  accounting = background;
  const cloister: Cloister = { context, log, store: live, accounting: background, trainer: context.asAbsolutePath('dist/trainer.js') };
  const monitor = monitorActivity(cloister);
  const runs = registerRuns(cloister, monitor);
  context.subscriptions.push(
    log,
    monitor,
    registerCommands(cloister),
    registerDocuments(cloister),
    registerRunFiles(cloister),
    registerDashboard(cloister),
    registerCompare(cloister, runs),
    registerBudget(cloister),
    runs,
    registerStatusBar(monitor),
    registerContextKeys(monitor),
    registerTrainers(cloister, monitor),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('cloister.store') || event.affectsConfiguration('cloister.ledger')) void live.reopen();
    }),
  );
  log.debug(`Activated in ${(performance.now() - startedAt).toFixed(1)} ms.`);
  return cloister;
}

/** Trainers go on; only what this window itself has started ends. */
export async function deactivate(): Promise<void> {
  await accounting?.close();
  await store?.dispose();
}
