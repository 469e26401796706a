// Delete Run: removes runs after saying that their budget stays spent.
import { l10n, window } from 'vscode';
import { isActive } from '../../protocol/runState';
import { deleteRun } from '../../services/runs/runs';
import type { Cloister } from '../cloister';
import { runIdsOf } from './arguments';
import { pickRuns } from './pickRun';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const store = await cloister.store.open();
  const named = runIdsOf(args);
  const none = l10n.t('There is no run to delete. Active runs must be stopped first.');
  const runIds = named.length > 0 ? named : await pickRuns(cloister, { title: l10n.t('Delete Runs'), fits: ({ run }) => !isActive(run.state), none });
  if (runIds === undefined) return;

  const names = await Promise.all(runIds.map(async (runId) => (await store.runs.get(runId)).name));
  const title = names.length === 1 ? l10n.t('Delete the run “{0}”?', names[0]) : l10n.t('Delete {0} runs?', names.length);
  const detail = l10n.t('Their figures, checkpoints and logs are removed for good. Their privacy budget stays spent: deleting gives nothing back.');
  const confirm = l10n.t('Delete');
  if ((await window.showWarningMessage(title, { modal: true, detail }, confirm)) !== confirm) return;
  try {
    for (const runId of runIds) await deleteRun(store, runId);
  } finally {
    cloister.store.changed();
  }
}
