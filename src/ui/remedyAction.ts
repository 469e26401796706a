// What the editor offers to do about an error: each remedy as the command that carries it out.
import { commands, l10n, Uri } from 'vscode';
import { assertNever, type Remedy } from '../base/errors';
import type { CommandId, DataSetArgument, RunArgument } from './cloister';

/** What a message offers to do. */
export interface Action {
  readonly title: string;
  run(): unknown;
}

/** A command with its title and arguments, as menus, lenses and quick fixes take it. */
export interface RemedyCommand {
  readonly title: string;
  readonly command: CommandId | 'cloister.budget.focus' | 'cloister.runs.focus' | 'workbench.action.openSettings';
  readonly arguments: readonly unknown[];
}

/** @param runFile that the error is about, if any: data that nothing was trained on yet has no ledger, and is found through the file */
export function remedyCommand(remedy: Remedy, runFile?: Uri): RemedyCommand {
  switch (remedy.kind) {
    case 'setCap':
      return { title: l10n.t('Set Privacy Budget…'), command: 'cloister.setPrivacyBudget', arguments: [runFile ?? ({ digest: remedy.digest } satisfies DataSetArgument)] };
    case 'listLedgers':
      return { title: l10n.t('Show Budgets'), command: 'cloister.budget.focus', arguments: [] };
    case 'listRuns':
      return { title: l10n.t('Show Runs'), command: 'cloister.runs.focus', arguments: [] };
    case 'stopRun':
      return { title: l10n.t('Stop Run'), command: 'cloister.stopRun', arguments: [{ runId: remedy.runId } satisfies RunArgument] };
    case 'launchAnew':
      return { title: l10n.t('Launch Run…'), command: 'cloister.launchRun', arguments: remedy.runFile === undefined ? [] : [Uri.file(remedy.runFile)] };
    case 'chooseStore':
      return { title: l10n.t('Choose Another Store…'), command: 'workbench.action.openSettings', arguments: ['cloister.store'] };
    case 'nameIndex':
      return { title: l10n.t('Name a Package Index…'), command: 'workbench.action.openSettings', arguments: ['cloister.runtimeIndex'] };
    case 'freshLedger':
      return { title: l10n.t('Launch Run…'), command: 'cloister.launchRun', arguments: runFile === undefined ? [] : [runFile] };
    case 'importWithReason':
      return { title: l10n.t('Import Privacy Ledger…'), command: 'cloister.importLedger', arguments: [] };
    case 'verifyLedger':
      return { title: l10n.t('Verify Ledger'), command: 'cloister.verifyLedger', arguments: [] };
    default:
      return assertNever(remedy);
  }
}

export const commandAction = (title: string, command: string, ...args: readonly unknown[]): Action => ({ title, run: () => commands.executeCommand(command, ...args) });

export function remedyAction(remedy: Remedy, runFile?: Uri): Action {
  const { title, command, arguments: args } = remedyCommand(remedy, runFile);
  return commandAction(title, command, ...args);
}
