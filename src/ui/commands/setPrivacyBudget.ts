// Set Privacy Budget: the cap of a private data set, new or changed; every change stays on record.
import { commands, l10n, window, workspace, type QuickPickItem, type Uri } from 'vscode';
import { dataSetOf } from '../../services/ledger/dataSetOf';
import type { Store } from '../../services/openStore';
import { budgets } from '../../services/views/budgets';
import { askCap } from '../budget/askCap';
import type { Cloister, CommandId } from '../cloister';
import { leftText } from '../guaranteeText';
import { commandAction } from '../remedyAction';
import { ErrorWithAction } from '../showError';
import { requireTrust } from '../trust';
import { digestOf, uriOf } from './arguments';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const store = await cloister.store.open();
  const runFile = uriOf(args);
  const digest = digestOf(args) ?? (await (runFile === undefined ? pickDataSet(cloister, store) : dataSetOfFile(store, runFile)));
  if (digest === undefined || !(await askCap(cloister, digest))) return;
  const show = l10n.t('Show Budgets');
  if ((await window.showInformationMessage(l10n.t('The privacy budget is set.'), show)) === show) await commands.executeCommand('cloister.budget.focus');
}

/** The data of a run file is read to find its ledger, which takes a trusted workspace. */
async function dataSetOfFile(store: Store, runFile: Uri): Promise<string> {
  requireTrust();
  return (await dataSetOf(store, runFile.fsPath)).digest;
}

/** Private data on the ledger, and run files whose data is not there yet. */
async function pickDataSet({ accounting }: Cloister, store: Store): Promise<string | undefined> {
  const known = (await budgets(store, accounting)).filter(({ dataSet }) => dataSet.declared === 'private');
  const items: (QuickPickItem & { digest: () => Promise<string> })[] = known.map((budget) => ({
    label: `$(shield) ${budget.dataSet.name}`,
    description: budget.kind === 'capped' ? l10n.t('ε {0} of {1} left at δ {2}', leftText(budget.remaining), budget.cap, budget.delta) : l10n.t('no budget set'),
    detail: budget.dataSet.digest.slice(0, 12),
    digest: () => Promise.resolve(budget.dataSet.digest),
  }));
  const runFiles = workspace.isTrusted ? await workspace.findFiles('**/*.run.json', '**/node_modules/**') : [];
  for (const uri of runFiles) {
    items.push({ label: `$(file) ${workspace.asRelativePath(uri)}`, description: l10n.t('the data of this run file'), digest: () => dataSetOfFile(store, uri) });
  }
  if (items.length === 0) {
    const message = l10n.t('There is no private data yet: a data set gets its budget from here once a run file names it.');
    throw new ErrorWithAction(message, commandAction(l10n.t('New Run File…'), 'cloister.newRunFile' satisfies CommandId));
  }
  const picked = await window.showQuickPick(items, { title: l10n.t('Set Privacy Budget'), placeHolder: l10n.t('Data set') });
  return picked?.digest();
}
