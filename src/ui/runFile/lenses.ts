// Code lenses on the first line of a run file: Launch, Check, and what the file promises.
import { CodeLens, l10n, Range, workspace, type CodeLensProvider, type Command, type Event, type TextDocument } from 'vscode';
import { CloisterError } from '../../base/errors';
import type { Accounting } from '../../services/accounting/accounting';
import type { CommandId } from '../cloister';
import { planTitle, planTooltip } from './planText';

export class RunFileLenses implements CodeLensProvider {
  /** @param onDidChangeCodeLenses asks for the lenses again */
  constructor(
    private readonly accounting: Accounting,
    readonly onDidChangeCodeLenses: Event<void>,
  ) {}

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const promise = await this.promiseOf(document);
    const check = this.command('cloister.checkRunFile', document, l10n.t('$(checklist) Check'), l10n.t('Look at the parameters, the data and the budget; nothing is reserved'));
    const launch = this.command('cloister.launchRun', document, l10n.t('$(play) Launch'), l10n.t('Check the run, show what it will cost, and start it'));
    // Launching runs what the workspace says, so it has to be trusted.
    const all = [...(workspace.isTrusted ? [launch, check] : []), ...(promise ? [promise] : [])];
    return all.map((command) => new CodeLens(new Range(0, 0, 0, 0), command));
  }

  /** Only a file that plans promises anything. */
  private async promiseOf(document: TextDocument): Promise<Command | undefined> {
    const { analyse } = await import('../../services/runFileText');
    const { planned, recentPlan } = await import('../../services/planning');
    const { file, findings } = analyse(document.getText(), document.uri.fsPath);
    if (file === undefined || findings.some(({ severity }) => severity === 'error')) return undefined;
    // While someone types only what is known already; after saving the check has planned it.
    const plan = await (document.isDirty ? recentPlan(file.config.privacy) : planned(this.accounting, file.config.privacy));
    if (plan === undefined || CloisterError.is(plan)) return undefined;
    return this.command('cloister.checkRunFile', document, planTitle(plan, l10n.t), planTooltip(plan, l10n.t));
  }

  private command(command: CommandId, document: TextDocument, title: string, tooltip: string): Command {
    return { command, title, tooltip, arguments: [document.uri] };
  }
}
