// Launches a run file: checks it, asks once, and starts the trainer, which outlives this window.
import { dirname } from 'node:path';
import { commands, l10n, ProgressLocation, Uri, window } from 'vscode';
import { badInput, CloisterError } from '../../base/errors';
import { withAudit, type AuditDesign } from '../../services/audit';
import type { Finding } from '../../services/findings';
import { forecast, type Forecast } from '../../services/forecast';
import { lacksCap, putOnLedger } from '../../services/ledger/firstCap';
import type { Exceptions } from '../../services/ledger/ledger';
import type { Store } from '../../services/openStore';
import { check, type Preflight } from '../../services/preflight';
import type { LoadedRunFile } from '../../services/runFile';
import { abortSignal } from '../abortSignal';
import { askCap } from '../budget/askCap';
import type { Cloister } from '../cloister';
import { remedyAction } from '../remedyAction';
import { showError } from '../showError';
import { requireTrust } from '../trust';
import { confirmationText, type Launchable } from './confirmation';
import { loadingText } from './loadingText';
import { startRun } from './startRun';
import { askReason, wayOut } from './wayOut';

/** What the check of a run file found, and how long the run would take. */
type Checked = Preflight & Pick<Launchable, 'forecast'>;

/**
 * @param path a run file as it lies on disk
 * @param design of the audit that the run becomes; absent: it stays what the file says
 * @throws badInput in a workspace that is not trusted
 */
export async function launchFile(cloister: Cloister, path: string, exceptions: Exceptions = {}, design?: AuditDesign): Promise<void> {
  requireTrust();
  const store = await cloister.store.open();
  let checked = await checkWithProgress(cloister, store, path, exceptions);
  if (checked?.data !== undefined && exceptions.override === undefined && (await lacksCap(store, checked.data))) {
    if (!(await offerCap(cloister, store, checked.data, checked.plan))) return;
    checked = await checkWithProgress(cloister, store, path, exceptions);
  }
  if (checked === undefined) return;
  const { config, plan, budget, findings } = checked;
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || config === undefined || plan === undefined || budget === undefined) {
    if (errors.length !== 1 || errors[0].code !== 'budget') return refuse(cloister, path, errors);
    const way = await wayOut(cloister, path, errors[0], exceptions);
    return way && launchFile(cloister, path, way, design);
  }
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const described = { config, baseDirectory: dirname(path) };
  const file = design === undefined ? described : withAudit(described, design);
  const { name, audit } = file.config;
  const detail = confirmationText({ plan, budget, warnings, forecast: checked.forecast, audit }, l10n.t);
  const confirm = audit === undefined ? l10n.t('Launch') : l10n.t('Audit');
  const fresh = l10n.t('Fresh Ledger…');
  const choices = findings.some(({ code }) => code === 'dataChanged') ? [confirm, fresh] : [confirm];
  const chosen = await window.showInformationMessage(l10n.t('Launch “{0}”?', name), { modal: true, detail }, ...choices);
  if (chosen === fresh) {
    const reason = await askReason(l10n.t('Why does “{0}” get a ledger of its own, although it shares records with a known data set?', config.name));
    return reason === undefined ? undefined : launchFile(cloister, path, { ...exceptions, freshLedger: reason }, design);
  }
  if (chosen === confirm) await startRun(cloister, store, file, exceptions);
}

/** @returns undefined when it was cancelled */
function checkWithProgress(cloister: Cloister, store: Store, path: string, exceptions: Exceptions): Thenable<Checked | undefined> {
  return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Checking the run'), cancellable: true }, async (progress, token) => {
    const signal = abortSignal(token);
    try {
      const found = await check(store, path, { accounting: cloister.accounting, exceptions, onProgress: (done) => progress.report({ message: loadingText(done) }), signal });
      if (found.config === undefined || found.budget === undefined) return { ...found, forecast: undefined };
      progress.report({ message: l10n.t('estimating how long it takes') });
      const expected = await forecastIfPossible(cloister, store, { config: found.config, baseDirectory: dirname(path) });
      return signal.aborted ? undefined : { ...found, forecast: expected };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
}

/** A run is launched all the same when nobody can say how long it takes; the question then says so. */
async function forecastIfPossible({ accounting, trainer, log }: Cloister, store: Store, file: LoadedRunFile): Promise<Forecast | undefined> {
  try {
    return await forecast(store, accounting, file, trainer);
  } catch (error) {
    if (!CloisterError.is(error)) throw error;
    log.warn(`How long the run takes is not known: ${error.message}`);
    return undefined;
  }
}

/** @returns whether the data has a cap now */
async function offerCap(cloister: Cloister, store: Store, data: NonNullable<Preflight['data']>, plan: Preflight['plan']): Promise<boolean> {
  const set = l10n.t('Set Privacy Budget…');
  const message = l10n.t('“{0}” is private data without a privacy budget.', data.name);
  const detail = l10n.t('Nothing may be trained on it before somebody decides how much all runs together may ever spend.');
  if ((await window.showInformationMessage(message, { modal: true, detail }, set)) !== set) return false;
  const { digest } = await putOnLedger(store, data);
  cloister.store.changed();
  return askCap(cloister, digest, plan);
}

/** Shows the findings where the editor shows problems. */
function refuse({ log }: Cloister, path: string, errors: readonly Finding[]): void {
  const show = async (): Promise<void> => {
    await commands.executeCommand('cloister.checkRunFile', Uri.file(path));
    await commands.executeCommand('workbench.actions.view.problems');
  };
  const [{ message: whole, remedy }] = errors;
  const [first] = whole.split('\n');
  const message = errors.length === 1 ? l10n.t('The run cannot start. {0}', first) : l10n.t('The run cannot start: {0} problems. The first: {1}', errors.length, first);
  const actions = [{ title: l10n.t('Show Problems'), run: show }, ...(remedy === undefined ? [] : [remedyAction(remedy, Uri.file(path))])];
  showError(log, badInput(message), actions);
}
