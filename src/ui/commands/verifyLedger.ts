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
  const show = l10n.t('Show All');
  const message = l10n.t('The ledger is not what was written to it: {0} differences. The first: {1}', differences.length, differenceText(differences[0]));
  if ((await window.showErrorMessage(message, show)) === show) cloister.log.show();
}
