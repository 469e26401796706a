// Stop Run: asks the trainer to end at its next step, and goes further only when it is silent, or when somebody insists.
import { l10n, ProgressLocation, window } from 'vscode';
import { assertNever } from '../../base/errors';
import { accepts } from '../../protocol/runState';
import { stopRun, type StopStage } from '../../services/runs/stop';
import { abortSignal } from '../abortSignal';
import type { Cloister } from '../cloister';
import { runIdOf } from './arguments';
import { pickRun } from './pickRun';

/** How long a trainer may take to end once somebody insists, in milliseconds. */
const graceWhenForced = 3_000;

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const store = await cloister.store.open();
  const none = l10n.t('No run is active.');
  const runId = runIdOf(args) ?? (await pickRun(cloister, { title: l10n.t('Stop Run'), fits: ({ run }) => accepts(run.state, 'requestStop'), none }));
  if (runId === undefined) return;
  const { name, state } = await store.runs.get(runId);
  const isSecondStop = state.status === 'stopping';
  if (isSecondStop && !(await insists(name))) return;

  const title = l10n.t('Stopping “{0}”', name);
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const onStage = (stage: StopStage): void => {
      progress.report({ message: stageText(stage) });
      cloister.log.info(`Run ${runId}: stop ${stage}.`);
      cloister.store.changed();
    };
    const ladder = isSecondStop ? { force: true, graceMs: graceWhenForced } : {};
    await stopRun(store, runId, { onStage, signal: abortSignal(token), ...ladder });
  });
  cloister.store.changed();
}

async function insists(name: string): Promise<boolean> {
  const end = l10n.t('End Its Process');
  const detail = l10n.t(
    'It ends by itself after its last step and its evaluation. Ending its process loses what it learnt since its last checkpoint; what it was granted stays spent.',
  );
  return (await window.showWarningMessage(l10n.t('“{0}” was already asked to stop.', name), { modal: true, detail }, end)) === end;
}

function stageText(stage: StopStage): string {
  switch (stage) {
    case 'requested':
      return l10n.t('it ends at its next step (cancel to stop waiting)');
    case 'terminating':
      return l10n.t('its process was told to end (SIGTERM)');
    case 'killing':
      return l10n.t('its process was killed (SIGKILL); what it was granted stays spent');
    default:
      return assertNever(stage);
  }
}
