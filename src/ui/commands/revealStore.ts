// Reveal Store: shows the folder of the store where the platform shows folders.
import { commands, env, l10n, UIKind, Uri, window } from 'vscode';
import type { Cloister } from '../cloister';

export async function run(cloister: Cloister): Promise<void> {
  const { directory } = (await cloister.store.open()).paths;
  // In a browser, or on another machine, there is no file manager that could show it.
  if (env.uiKind === UIKind.Desktop && env.remoteName === undefined) {
    await commands.executeCommand('revealFileInOS', Uri.file(directory));
    return;
  }
  const copy = l10n.t('Copy Path');
  if ((await window.showInformationMessage(l10n.t('The store lies in {0}', directory), copy)) === copy) await env.clipboard.writeText(directory);
}
