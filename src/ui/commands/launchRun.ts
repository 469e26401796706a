// Launch Run: the run file that is meant, the one in the editor, or one of the workspace.
import { l10n } from 'vscode';
import type { Cloister } from '../cloister';
import { launchFile } from '../launch/launchFile';
import { requireTrust } from '../trust';
import { savedRunFile } from './savedRunFile';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  requireTrust();
  const uri = await savedRunFile(args, l10n.t('Launch Run'));
  if (uri !== undefined) await launchFile(cloister, uri.fsPath);
}
