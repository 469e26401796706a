// Run files in the editor: code lenses, diagnostics, quick fixes, hovers, and the commands that check one and make a new one.
import { commands, Disposable, languages } from 'vscode';
import type { Cloister, CommandId } from '../cloister';
import { showError } from '../showError';
import { RunFileDiagnostics } from './diagnostics';
import { runFileSelector } from './document';
import { RunFileHover } from './hover';
import { RunFileLenses } from './lenses';
import { RunFileQuickFixes } from './quickFixes';

export function registerRunFiles(cloister: Cloister): Disposable {
  const diagnostics = new RunFileDiagnostics(cloister);
  const command = (id: CommandId, run: (argument: unknown) => Promise<void>): Disposable =>
    commands.registerCommand(id, (argument: unknown) => run(argument).catch((error: unknown) => showError(cloister.log, error)));
  return Disposable.from(
    diagnostics,
    languages.registerCodeLensProvider(runFileSelector, new RunFileLenses(cloister.accounting, diagnostics.onDidChange)),
    languages.registerCodeActionsProvider(runFileSelector, new RunFileQuickFixes(), { providedCodeActionKinds: RunFileQuickFixes.kinds }),
    languages.registerHoverProvider(runFileSelector, new RunFileHover(cloister.accounting)),
    command('cloister.checkRunFile', async (target) => (await import('./checkRunFile')).checkRunFile(diagnostics, target)),
    command('cloister.newRunFile', async () => (await import('./newRunFile/newRunFile')).newRunFile(cloister)),
  );
}
