// Show Log: what the trainer of a run printed, as a read-only document.
import { l10n, Uri, window, workspace } from 'vscode';
import type { Cloister } from '../cloister';
import { logScheme } from '../documents';
import { runIdOf } from './arguments';
import { pickRun } from './pickRun';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const store = await cloister.store.open();
  const runId = runIdOf(args) ?? (await pickRun(cloister, { title: l10n.t('Show Log'), fits: () => true, none: l10n.t('There are no runs yet.') }));
  if (runId === undefined) return;
  await store.runs.get(runId); // Says so when there is no such run.
  await window.showTextDocument(await workspace.openTextDocument(Uri.from({ scheme: logScheme, path: `${runId}.log` })), { preview: true });
}
