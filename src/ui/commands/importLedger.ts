// Import Privacy Ledger: an exported ledger with all that was spent on it; where it is refused without a reason, the reason is asked for.
import { l10n, window } from 'vscode';
import { CloisterError, type Remedy } from '../../base/errors';
import { importLedger, type ImportChoices, type Imported } from '../../services/ledger/importLedger';
import type { Store } from '../../services/openStore';
import { importText } from '../budget/importText';
import type { Cloister } from '../cloister';
import { askReason } from '../launch/wayOut';
import { uriOf } from './arguments';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const file = uriOf(args) ?? (await window.showOpenDialog({ title: l10n.t('Import Privacy Ledger'), filters: { JSON: ['json'] } }))?.[0];
  if (file === undefined) return;
  const imported = await importAsked(await cloister.store.open(), file.fsPath, {});
  if (imported === undefined) return;
  cloister.store.changed();
  void window.showInformationMessage(importText(imported, l10n.t));
}

/** @returns undefined when somebody gave no reason: nothing was imported */
async function importAsked(store: Store, path: string, choices: ImportChoices): Promise<Imported | undefined> {
  try {
    return await importLedger(store, path, choices);
  } catch (error) {
    if (!CloisterError.is(error) || error.remedy?.kind !== 'importWithReason') throw error;
    const more = await askChoice(error.message, error.remedy);
    return more && importAsked(store, path, { ...choices, ...more });
  }
}

async function askChoice(refusal: string, { what }: Extract<Remedy, { kind: 'importWithReason' }>): Promise<ImportChoices | undefined> {
  const [first, ...rest] = refusal.split('\n');
  const goOn = what === 'cap' ? l10n.t('Keep the Cap Here…') : l10n.t('Import All the Same…');
  if ((await window.showWarningMessage(first, { modal: true, detail: rest.join('\n') }, goOn)) !== goOn) return undefined;
  const reason = await askReason(what === 'cap' ? l10n.t('Why does the cap here stay?') : l10n.t('Why may these data sets be charged apart from each other?'));
  if (reason === undefined) return undefined;
  return what === 'cap' ? { cap: { holds: 'ours', reason } } : { override: reason };
}
