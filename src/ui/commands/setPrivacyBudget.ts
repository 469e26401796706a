// Set Privacy Budget: the cap of a private data set, new or changed; every change stays on record.
import { l10n, window, workspace, type QuickPickItem, type Uri } from 'vscode';
import { CloisterError } from '../../base/errors';
import type { Accounting } from '../../services/accounting/accounting';
import { dataSetOf } from '../../services/ledger/dataSetOf';
import type { RunLength } from '../../services/ledger/ledger';
import type { Store } from '../../services/openStore';
import { planned } from '../../services/planning';
import { loadRunFile, type LoadedRunFile } from '../../services/runFile';
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
  const known = digestOf(args);
  const subject = known !== undefined ? { digest: known } : runFile !== undefined ? await subjectOfFile(cloister, store, runFile) : await pickDataSet(cloister, store);
  if (subject !== undefined) await askCap(cloister, subject.digest, subject.like);
}

/** A data set, and a run that its budget is wanted for, where there is one. */
interface Subject {
  readonly digest: string;
  readonly like?: RunLength | undefined;
}

/** The data of a run file is read to find its ledger, which takes a trusted workspace. */
async function subjectOfFile({ accounting }: Cloister, store: Store, runFile: Uri): Promise<Subject> {
  requireTrust();
  const file = await loadRunFile(runFile.fsPath);
  const { digest } = await dataSetOf(store, runFile.fsPath);
  return { digest, like: await lengthOf(accounting, file) };
}

/** Undefined for a file whose privacy cannot be planned: that is told when it is checked, and its data can have a budget all the same. */
async function lengthOf(accounting: Accounting, { config }: LoadedRunFile): Promise<RunLength | undefined> {
  const plan = await planned(accounting, config.privacy);
  return CloisterError.is(plan) ? undefined : plan;
}

/** Private data on the ledger, and run files whose data is not there yet. */
async function pickDataSet(cloister: Cloister, store: Store): Promise<Subject | undefined> {
  const known = (await budgets(store, cloister.accounting)).filter(({ dataSet }) => dataSet.declared === 'private');
  const items: (QuickPickItem & { subject: () => Promise<Subject> })[] = known.map((budget) => ({
    label: `$(shield) ${budget.dataSet.name}`,
    description: budget.kind === 'capped' ? l10n.t('ε {0} of {1} left at δ {2}', leftText(budget.remaining), budget.cap, budget.delta) : l10n.t('no budget set'),
    detail: budget.dataSet.digest.slice(0, 12),
    subject: () => Promise.resolve({ digest: budget.dataSet.digest }),
  }));
  const runFiles = workspace.isTrusted ? await workspace.findFiles('**/*.run.json', '**/node_modules/**') : [];
  for (const uri of runFiles) {
    items.push({ label: `$(file) ${workspace.asRelativePath(uri)}`, description: l10n.t('the data of this run file'), subject: () => subjectOfFile(cloister, store, uri) });
  }
  if (items.length === 0) {
    const message = l10n.t('There is no private data yet: a data set gets its budget from here once a run file names it.');
    throw new ErrorWithAction(message, commandAction(l10n.t('New Run File…'), 'cloister.newRunFile' satisfies CommandId));
  }
  const picked = await window.showQuickPick(items, { title: l10n.t('Set Privacy Budget'), placeHolder: l10n.t('Data set') });
  return picked?.subject();
}
