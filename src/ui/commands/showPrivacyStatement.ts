// Show Privacy Statement: what may be said about the privacy of a run or of a data set, as a read-only document in the Markdown preview.
import { commands, l10n, Uri } from 'vscode';
import type { Cloister } from '../cloister';
import { dataSetStatementScheme, statementScheme } from '../documents';
import { digestOf, runIdOf } from './arguments';
import { pickRun } from './pickRun';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  const store = await cloister.store.open();
  const digest = digestOf(args);
  if (digest !== undefined) return show(dataSetStatementScheme, digest);
  const runId = runIdOf(args) ?? (await pickRun(cloister, { title: l10n.t('Show Privacy Statement'), fits: () => true, none: l10n.t('There are no runs yet.') }));
  if (runId === undefined) return;
  await store.runs.get(runId); // Says so when there is no such run.
  await show(statementScheme, runId);
}

async function show(scheme: string, name: string): Promise<void> {
  await commands.executeCommand('markdown.showPreview', Uri.from({ scheme, path: `${name}.md` }));
}
