// Audit a Run File: the run that it describes, with canaries among its records, by the usual design.
import { l10n } from 'vscode';
import { usualDesign } from '../../services/audit';
import type { Cloister } from '../cloister';
import { launchFile } from '../launch/launchFile';
import { requireTrust } from '../trust';
import { savedRunFile } from './savedRunFile';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  requireTrust();
  const uri = await savedRunFile(args, l10n.t('Audit a Run File'));
  if (uri !== undefined) await launchFile(cloister, uri.fsPath, {}, usualDesign);
}
