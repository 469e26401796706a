// Export Privacy Ledger: the whole ledger as one file, to be verified or imported elsewhere; on request nothing more is trained on it here.
import { writeFile } from 'node:fs/promises';
import { l10n, window } from 'vscode';
import { CloisterError } from '../../base/errors';
import { exportAndRetire, exportLedger } from '../../services/ledger/exportLedger';
import { newFileUri } from '../budget/newFileUri';
import type { Cloister } from '../cloister';
import { askReason } from '../launch/wayOut';

export async function run(cloister: Cloister): Promise<void> {
  const store = await cloister.store.open();
  const moves = await pickUse();
  if (moves === undefined) return;
  const reason = moves ? await askReason(l10n.t('Why is nothing more trained here on any data set of this ledger? They are retired for good.')) : undefined;
  if (moves && reason === undefined) return;
  const target = await window.showSaveDialog({ title: l10n.t('Export Privacy Ledger'), filters: { JSON: ['json'] }, defaultUri: newFileUri('.json') });
  if (target === undefined) return;
  if (reason === undefined) await write(target.fsPath, (await exportLedger(store)).text);
  else await exportAndRetire(store, reason, (text) => write(target.fsPath, text));
  cloister.store.changed();
  const done = reason === undefined ? l10n.t('Exported to {0}. Go on with one of the two only: neither knows what is spent on the other.', target.fsPath) : l10n.t('Exported to {0}. Its data sets are retired here: go on where it is imported.', target.fsPath);
  void window.showInformationMessage(`${done} ${l10n.t('It can be imported where secret.key is the same.')}`);
}

/** Whether the ledger is to move. The answer that changes nothing stands first. */
async function pickUse(): Promise<boolean | undefined> {
  const items = [
    { label: l10n.t('$(copy) Copy'), detail: l10n.t('To verify or keep it. This ledger stays as it is.'), moves: false },
    { label: l10n.t('$(archive) Move'), detail: l10n.t('To go on with it elsewhere. All its data sets are retired here, with a written reason.'), moves: true },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Export Privacy Ledger'), placeHolder: l10n.t('What the export is for') }))?.moves;
}

/** On disk when it resolves, because data sets may be retired next; readable by this user only. */
async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flush: true }).catch((error: Error) => {
    throw new CloisterError('failed', l10n.t('{0} cannot be written: {1}', path, error.message), { cause: error });
  });
}
