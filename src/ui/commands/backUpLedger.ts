// Back Up Privacy Ledger: a folder with the ledger and its keys, to be put back after a loss.
import { l10n, window } from 'vscode';
import { backupLedger } from '../../services/ledger/backup';
import { newFileUri } from '../budget/newFileUri';
import type { Cloister } from '../cloister';
import { uriOf } from './arguments';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const target = uriOf(args) ?? (await window.showSaveDialog({ title: l10n.t('Back Up Privacy Ledger into a New Folder'), saveLabel: l10n.t('Back Up'), defaultUri: newFileUri('') }));
  if (target === undefined) return;
  const { folder } = await backupLedger(await cloister.store.open(), target.fsPath);
  const detail = l10n.t('It holds the keys: keep it as safe as the data. Put it back only after a loss, because what was spent since would be forgotten.');
  void window.showInformationMessage(`${l10n.t('The ledger and its keys are backed up in {0}.', folder)} ${detail}`);
}
