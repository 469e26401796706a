// Starts a run that was checked and agreed to, and opens its dashboard if that is wanted.
import { l10n, ProgressLocation, window } from 'vscode';
import type { Exceptions } from '../../services/ledger/ledger';
import type { Store } from '../../services/openStore';
import type { LoadedRunFile } from '../../services/runFile';
import { launch } from '../../services/runs/launch';
import { abortSignal } from '../abortSignal';
import type { Cloister } from '../cloister';
import { readSettings } from '../settings';
import { loadingText } from './loadingText';
import { openDashboardIfWanted } from './openDashboard';

export async function startRun(cloister: Cloister, store: Store, file: LoadedRunFile, exceptions: Exceptions): Promise<void> {
  const title = l10n.t('Launching “{0}”', file.config.name);
  const run = await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
    launch(store, file, {
      trainer: cloister.trainer,
      accounting: cloister.accounting,
      exceptions,
      whenBusy: readSettings().whenBusy,
      onProgress: (done) => progress.report({ message: loadingText(done) }),
      signal: abortSignal(token),
    }),
  );
  cloister.log.info(`Launched run ${run.id}.`);
  cloister.store.changed();
  await openDashboardIfWanted(run.id);
}
