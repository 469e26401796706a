// Export Run: released figures as CSV or JSON; sensitive ones only when somebody picks them, knowing what they are.
import { l10n, window } from 'vscode';
import type { ExportFormat } from '../../protocol/compare';
import type { Cloister } from '../cloister';
import { exportToFile } from '../compare/exportToFile';
import { runIdsOf } from './arguments';
import { pickRuns } from './pickRun';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const named = runIdsOf(args);
  const runIds = named.length > 0 ? named : await pickRuns(cloister, { title: l10n.t('Export Runs'), fits: () => true, none: l10n.t('There are no runs yet.') });
  if (runIds === undefined) return;
  const format = await pickFormat();
  if (format === undefined) return;
  const includeSensitive = await pickContent();
  if (includeSensitive !== undefined) await exportToFile(cloister, { runIds, format, includeSensitive });
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items: { label: string; description: string; format: ExportFormat }[] = [
    { label: 'CSV', description: l10n.t('for spreadsheets'), format: 'csv' },
    { label: 'JSON', description: l10n.t('with configuration and guarantee, for programs'), format: 'json' },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Export Runs: format'), placeHolder: l10n.t('How the file is written') }))?.format;
}

/** The safe answer stands first, so that Enter alone never exports what is sensitive. */
async function pickContent(): Promise<boolean | undefined> {
  const items = [
    { label: l10n.t('Released figures only'), detail: l10n.t('Configuration, ε, and what was computed by a mechanism that the ledger has charged.'), sensitive: false },
    {
      label: l10n.t('Include sensitive figures'),
      detail: l10n.t('Also losses, gradient norms and routing, computed from the records without noise. No guarantee covers them: keep the file as safe as the data.'),
      sensitive: true,
    },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Export Runs: content'), placeHolder: l10n.t('What the file holds') }))?.sensitive;
}
