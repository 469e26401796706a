// Exports runs into a file that the person at the editor chooses.
import { l10n, Uri, window, workspace } from 'vscode';
import { CloisterError } from '../../base/errors';
import type { ExportFormat } from '../../protocol/compare';
import type { RunId } from '../../protocol/run';
import { exportRuns } from '../../services/export/exportRuns';
import type { Cloister } from '../cloister';

export interface ExportRequest {
  readonly runIds: readonly RunId[];
  readonly format: ExportFormat;
  readonly includeSensitive: boolean;
}

/** Nothing is read before a file was chosen. */
export async function exportToFile({ store, accounting }: Cloister, { runIds, format, includeSensitive }: ExportRequest): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${runIds.length === 1 ? runIds[0] : 'runs'}.${format}`;
  const target = await window.showSaveDialog({
    title: includeSensitive ? l10n.t('Export Runs with Sensitive Figures') : l10n.t('Export Runs'),
    filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  const text = await exportRuns(await store.open(), accounting, runIds, { format, includeSensitive });
  await write(target, text);
  const open = l10n.t('Open');
  const done = includeSensitive
    ? l10n.t('Exported to {0}. It holds sensitive figures, which no ε covers.', target.fsPath)
    : l10n.t('Exported to {0}, without sensitive figures.', target.fsPath);
  if ((await window.showInformationMessage(done, open)) === open) await window.showTextDocument(target);
}

/** @throws CloisterError naming the file: which one it was, the file system's own message need not say */
async function write(target: Uri, text: string): Promise<void> {
  try {
    await workspace.fs.writeFile(target, Buffer.from(text));
  } catch (error) {
    throw new CloisterError('failed', l10n.t('{0} cannot be written: {1}', target.fsPath, (error as Error).message), { cause: error });
  }
}
