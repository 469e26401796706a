// Resume Run: takes an ended run up again from its last checkpoint, after saying what that costs.
import { l10n, ProgressLocation, window } from 'vscode';
import { resumeRun } from '../../services/runs/resume';
import type { Cloister } from '../cloister';
import { guaranteeText } from '../guaranteeText';
import { abortSignal } from '../abortSignal';
import { openDashboardIfWanted } from '../launch/openDashboard';
import { readSettings } from '../settings';
import { requireTrust } from '../trust';
import { loadingText } from '../launch/loadingText';
import { runIdOf } from './arguments';
import { pickRun } from './pickRun';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  requireTrust();
  const store = await cloister.store.open();
  const none = l10n.t('No run can be resumed: only those that were stopped, failed or got lost can, no audits, and none whose data was retired.');
  const runId = runIdOf(args) ?? (await pickRun(cloister, { title: l10n.t('Resume Run'), fits: ({ resumable }) => resumable, none }));
  if (runId === undefined) return;

  const { name, plan } = await store.runs.get(runId);
  const resume = l10n.t('Resume');
  const detail = l10n.t(
    'It goes on from its last checkpoint with fresh noise. Steps that are taken again are charged again, as far as the budget allows.\n\nPlanned for the whole run: {0}',
    guaranteeText(plan.guarantee, l10n.t),
  );
  if ((await window.showInformationMessage(l10n.t('Resume “{0}”?', name), { modal: true, detail }, resume)) !== resume) return;

  await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Resuming “{0}”', name), cancellable: true }, async (progress, token) => {
    const onProgress = (done: Parameters<typeof loadingText>[0]): void => progress.report({ message: loadingText(done) });
    await resumeRun(store, runId, { trainer: cloister.trainer, whenBusy: readSettings().whenBusy, onProgress, signal: abortSignal(token) });
  });
  cloister.store.changed();
  await openDashboardIfWanted(runId);
}
