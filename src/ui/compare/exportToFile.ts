// Exports runs into a file that the person at the editor chooses.
import { l10n, Uri, window, workspace } from 'vscode';
import type { ExportFormat } from '../../protocol/compare';
import type { RunId } from '../../protocol/run';
import { exportRuns } from '../../services/export/exportRuns';
import type { Store } from '../../services/openStore';

export interface ExportRequest {
  readonly runIds: readonly RunId[];
  readonly format: ExportFormat;
  readonly includeSensitive: boolean;
}

/** Nothing is read before a file was chosen. */
export async function exportToFile(store: Store, { runIds, format, includeSensitive }: ExportRequest): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${runIds.length === 1 ? runIds[0] : 'runs'}.${format}`;
  const target = await window.showSaveDialog({
    title: includeSensitive ? l10n.t('Export Runs with Sensitive Figures') : l10n.t('Export Runs'),
    filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  const text = await exportRuns(store, runIds, { format, includeSensitive });
  await workspace.fs.writeFile(target, Buffer.from(text));
  const open = l10n.t('Open');
  const done = includeSensitive
    ? l10n.t('Exported to {0}. It holds sensitive figures, which no ε covers.', target.fsPath)
    : l10n.t('Exported to {0}, without sensitive figures.', target.fsPath);
  if ((await window.showInformationMessage(done, open)) === open) await window.showTextDocument(target);
}
