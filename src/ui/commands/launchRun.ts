// Launch Run: the run file that is meant, the one in the editor, or one of the workspace.
import { basename } from 'node:path';
import { l10n, window, workspace, type Uri } from 'vscode';
import { badInput } from '../../base/errors';
import type { Cloister, CommandId } from '../cloister';
import { launchFile } from '../launch/launchFile';
import { commandAction } from '../remedyAction';
import { ErrorWithAction } from '../showError';
import { requireTrust } from '../trust';
import { uriOf } from './arguments';

export async function run(cloister: Cloister, ...args: unknown[]): Promise<void> {
  requireTrust();
  const uri = uriOf(args) ?? openRunFile() ?? (await pickRunFile());
  if (uri === undefined) return;
  await save(uri);
  await launchFile(cloister, uri.fsPath);
}

const isRunFile = ({ path }: Uri): boolean => path.endsWith('.run.json');

function openRunFile(): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri !== undefined && isRunFile(uri) ? uri : undefined;
}

/** @throws badInput when the workspace has none */
async function pickRunFile(): Promise<Uri | undefined> {
  const uris = await workspace.findFiles('**/*.run.json', '**/node_modules/**');
  if (uris.length === 0) {
    const message = l10n.t('There is no run file (*.run.json) in this workspace. Make one, or try the sample.');
    throw new ErrorWithAction(message, commandAction(l10n.t('New Run File…'), 'cloister.newRunFile' satisfies CommandId));
  }
  const items = uris.map((uri) => ({ label: basename(uri.path), description: workspace.asRelativePath(uri), uri })).sort((a, b) => a.description.localeCompare(b.description));
  return (await window.showQuickPick(items, { title: l10n.t('Launch Run'), placeHolder: l10n.t('Run file'), matchOnDescription: true }))?.uri;
}

/** What is launched is what stands in the editor. */
async function save(uri: Uri): Promise<void> {
  const document = workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri.toString());
  if (document?.isDirty && !(await document.save())) throw badInput(l10n.t('{0} could not be saved, so nothing was launched.', uri.fsPath));
}
