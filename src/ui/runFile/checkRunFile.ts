// The command that checks a run file: a summary, and the Problems panel when there is something to mend.
import { commands, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { badInput } from '../../base/errors';
import { deltaText, epsilonText } from '../../core/privacy/guaranteeText';
import type { Finding, Preflight } from '../../services/preflight';
import type { CommandId } from '../cloister';
import type { RunFileDiagnostics } from './diagnostics';
import { isRunFile } from './document';
import { requireTrust } from '../trust';
import { planTitle } from './planText';

/** @param target the run file; without it, that of the active editor */
export async function checkRunFile(diagnostics: RunFileDiagnostics, target: unknown): Promise<void> {
  requireTrust(); // The check reads the data.
  const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
  if (uri === undefined || !isRunFile(uri)) throw badInput(l10n.t('Open a run file (a name that ends in .run.json) to check it.'));
  const document = await workspace.openTextDocument(uri);
  const preflight = await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Checking the run file') }, (progress) =>
    diagnostics.check(document, ({ stage }) => progress.report({ message: stage })),
  );
  if (preflight !== undefined) summarise(uri, preflight);
}

/** Returns at once: messages may stay for long. */
function summarise(uri: Uri, preflight: Preflight): void {
  const { findings } = preflight;
  const count = (wanted: Finding['severity']): number => findings.filter(({ severity }) => severity === wanted).length;
  const errors = count('error');
  if (errors + count('warning') > 0) void commands.executeCommand('workbench.actions.view.problems');
  if (errors > 0) void window.showErrorMessage(l10n.t('The run cannot start. Errors to mend first: {0}; warnings: {1}.', errors, count('warning')));
  else void offerLaunch(uri, [l10n.t('The run can start.'), ...promises(preflight)].join(' '));
}

async function offerLaunch(uri: Uri, message: string): Promise<void> {
  const launch = l10n.t('Launch Run…');
  if ((await window.showInformationMessage(message, launch)) === launch) await commands.executeCommand('cloister.launchRun' satisfies CommandId, uri);
}

function promises({ plan, budget }: Preflight): string[] {
  const { rule } = budget?.dataSet ?? {};
  const committed = budget?.committed.filter;
  return [
    ...(plan ? [`${planTitle(plan, l10n.t)}.`] : []),
    ...(rule && committed !== undefined
      ? [l10n.t('The ledger would stand at ε {0} of {1} at δ {2}.', epsilonText(committed), rule.cap.epsilon, deltaText(rule.cap.delta))]
      : []),
  ];
}
