// Resume Run: takes an ended run up again from its last checkpoint, after saying what that costs.
import { l10n, ProgressLocation, window } from 'vscode';
import { CloisterError } from '../../base/errors';
import type { Run } from '../../protocol/run';
import type { Store } from '../../services/openStore';
import { resumeRun } from '../../services/runs/resume';
import type { Cloister } from '../cloister';
import { guaranteeText } from '../guaranteeText';
import { abortSignal } from '../abortSignal';
import { openDashboardIfWanted } from '../launch/openDashboard';
import { resumeWayOut, type Again } from '../launch/resumeWayOut';
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

  const ended = await store.runs.get(runId);
  const { name, plan } = ended;
  const resume = l10n.t('Resume');
  const detail = l10n.t(
    'It goes on from its last checkpoint with fresh noise. Steps that are taken again are charged again, as far as the budget allows.\n\nPlanned for the whole run: {0}',
    guaranteeText(plan.guarantee, l10n.t),
  );
  if ((await window.showInformationMessage(l10n.t('Resume “{0}”?', name), { modal: true, detail }, resume)) !== resume) return;

  if (!(await resumed(cloister, store, ended, {}))) return;
  cloister.store.changed();
  await openDashboardIfWanted(runId);
}

/** @returns whether it goes on; false when the ledger refused and nobody chose a way to resume it all the same */
async function resumed(cloister: Cloister, store: Store, ended: Run, again: Again): Promise<boolean> {
  const title = l10n.t('Resuming “{0}”', ended.name);
  try {
    await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      const onProgress = (done: Parameters<typeof loadingText>[0]): void => progress.report({ message: loadingText(done) });
      await resumeRun(store, ended.id, { trainer: cloister.trainer, whenBusy: readSettings().whenBusy, onProgress, signal: abortSignal(token), ...again });
    });
    return true;
  } catch (error) {
    if (!CloisterError.is(error, 'refused')) throw error;
    const way = await resumeWayOut(cloister, ended, error);
    return way !== undefined && resumed(cloister, store, ended, way);
  }
}
