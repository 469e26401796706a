// Verify Ledger: whether the ledger is what was written to it, and every ε on it what was promised.
import { l10n, ProgressLocation, window } from 'vscode';
import { differenceText, verifyLedger } from '../../services/ledger/verify';
import type { Cloister } from '../cloister';

export async function run(cloister: Cloister): Promise<void> {
  const store = await cloister.store.open();
  const { events, claims, differences } = await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Verifying the ledger') }, (progress) =>
    verifyLedger(store, cloister.accounting, (stage, done, total) => {
      const percent = Math.floor((100 * done) / total);
      progress.report({ message: stage === 'events' ? l10n.t('events: {0} %', percent) : l10n.t('ε of the claims: {0} %', percent) });
    }),
  );
  if (differences.length === 0) {
    void window.showInformationMessage(l10n.t('The ledger is what was written to it: {0} events, and the ε of {1} claims by PLD and by RDP.', events, claims));
    return;
  }
  for (const difference of differences) cloister.log.error(differenceText(difference));
  const [show, accept] = [l10n.t('Show All'), l10n.t('Go On with It…')];
  // Only the ledger as a whole can be accepted; rows and events that were changed stay named.
  const actions = differences.some(({ kind }) => kind === 'head') ? [show, accept] : [show];
  const message = l10n.t('The ledger is not what was written to it: {0} differences. The first: {1}', differences.length, differenceText(differences[0]));
  const chosen = await window.showErrorMessage(message, ...actions);
  if (chosen === show) cloister.log.show();
  if (chosen === accept) await goOn(cloister);
}

/** Takes the ledger as it is, once somebody has said why it is no longer what it was. */
async function goOn(cloister: Cloister): Promise<void> {
  const reason = await window.showInputBox({
    title: l10n.t('Go On with the Ledger as It Is'),
    prompt: l10n.t('What is missing from it was spent all the same, and is no longer counted. Why it is so stays on record.'),
    placeHolder: l10n.t('Reason, for example: the disk was restored from a backup'),
    validateInput: (text) => (text.trim() === '' ? l10n.t('A written reason is needed.') : undefined),
  });
  if (reason === undefined) return;
  await (await cloister.store.open()).ledger.chain.accept(reason.trim());
  cloister.store.changed();
}
