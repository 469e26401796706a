// Change Data Set: what the owner of a data set decides besides its cap, each with a reason that stays on record.
import { l10n, window, type QuickPickItem } from 'vscode';
import type { LedgerDataSet } from '../../protocol/ledger';
import { createLedger, type OwnersChoice } from '../../services/ledger/ledger';
import type { Cloister } from '../cloister';
import { askReason } from '../launch/wayOut';
import { askTexts } from '../questions';
import { digestOf } from './arguments';

interface Change extends QuickPickItem {
  /** Undefined: dismissed. */
  choice(): Promise<OwnersChoice | undefined>;
}

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const ledger = createLedger(await cloister.store.open());
  const digest = digestOf(args);
  const dataSet = digest === undefined ? await pickDataSet(await (await cloister.store.open()).ledger.dataSets.list()) : await ledger.find(digest);
  if (dataSet === undefined) return;
  const change = await window.showQuickPick(changesOf(dataSet), { title: l10n.t('Change “{0}”', dataSet.name) });
  const choice = await change?.choice();
  const reason = choice && (await askReason(l10n.t('Why? The reason stays on record.')));
  if (choice === undefined || reason === undefined) return;
  await ledger.change(dataSet.digest, choice, reason);
  cloister.store.changed();
}

async function pickDataSet(dataSets: readonly LedgerDataSet[]): Promise<LedgerDataSet | undefined> {
  const items = dataSets.map((dataSet) => ({ label: `$(shield) ${dataSet.name}`, detail: dataSet.digest.slice(0, 12), dataSet }));
  return (await window.showQuickPick(items, { title: l10n.t('Change Data Set'), placeHolder: l10n.t('Data set') }))?.dataSet;
}

/** Public demonstrations have no limit that could be made hard or advisory. */
function changesOf({ ownerNote, enforcement, declared, retiredAt }: LedgerDataSet): Change[] {
  const decided = (label: string, detail: string, choice: OwnersChoice): Change => ({ label, detail, choice: () => Promise.resolve(choice) });
  const note: Change = {
    label: l10n.t('$(note) Owner’s note…'),
    ...(ownerNote !== '' && { detail: ownerNote }),
    choice: async () => {
      const answer = await askTexts([{ title: l10n.t('Note of the Owner'), prompt: l10n.t('Shown with the data set, in the side bar and in statements.'), placeholder: '', value: ownerNote, problem: () => undefined }]);
      return answer && { ownerNote: answer[0] };
    },
  };
  const limit =
    enforcement === 'hard'
      ? decided(l10n.t('$(info) Let the limit only advise'), l10n.t('Runs beyond it are warned of and let through, so that it limits nothing.'), { enforcement: 'advisory' })
      : decided(l10n.t('$(lock) Enforce the limit'), l10n.t('Runs beyond it are refused.'), { enforcement: 'hard' });
  const retire = decided(l10n.t('$(archive) Retire'), l10n.t('Nothing more is trained on it, for good. What was spent stays on record.'), { retiredAt: Date.now() });
  return [note, ...(declared === 'private' ? [limit] : []), ...(retiredAt === undefined ? [retire] : [])];
}
