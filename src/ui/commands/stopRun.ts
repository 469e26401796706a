// Stop Run: asks the trainer to end at its next step, and goes further only when it does not.
import { l10n, window } from 'vscode';
import { accepts } from '../../protocol/runState';
import { requestStop } from '../../services/runs/runs';
import type { Cloister } from '../cloister';
import { runIdOf } from './arguments';
import { pickRun } from './pickRun';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const store = await cloister.store.open();
  const none = l10n.t('No run is active.');
  const runId = runIdOf(args) ?? (await pickRun(store, { title: l10n.t('Stop Run'), fits: ({ state }) => accepts(state, 'requestStop'), none }));
  if (runId === undefined) return;
  const { name } = await store.runs.get(runId);
  await requestStop(store, runId);
  void window.setStatusBarMessage(l10n.t('“{0}” was asked to end at its next step', name), 5_000);
  cloister.store.changed();
}
