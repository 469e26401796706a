// Show Privacy Statement: what may be said about a run's privacy, as a read-only document in the Markdown preview.
import { commands, l10n, Uri } from 'vscode';
import type { Cloister } from '../cloister';
import { statementScheme } from '../documents';
import { runIdOf } from './arguments';
import { pickRun } from './pickRun';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const store = await cloister.store.open();
  const runId = runIdOf(args) ?? (await pickRun(cloister, { title: l10n.t('Show Privacy Statement'), fits: () => true, none: l10n.t('There are no runs yet.') }));
  if (runId === undefined) return;
  await store.runs.get(runId); // Says so when there is no such run.
  await commands.executeCommand('markdown.showPreview', Uri.from({ scheme: statementScheme, path: `${runId}.md` }));
}
