// The run file that a command is about, as it stands in the editor.
import { basename } from 'node:path';
import { l10n, window, workspace, type Uri } from 'vscode';
import { badInput } from '../../base/errors';
import type { CommandId } from '../cloister';
import { commandAction } from '../remedyAction';
import { ErrorWithAction } from '../showError';
import { uriOf } from './arguments';

/**
 * The run file that a menu handed over, else the one in the editor, else one of the workspace that is asked for; saved.
 * @param title of the question
 * @returns undefined when nobody chose any
 * @throws badInput when the workspace has none, or it cannot be saved
 */
export async function savedRunFile(args: readonly unknown[], title: string): Promise<Uri | undefined> {
  const uri = uriOf(args) ?? openRunFile() ?? (await pickRunFile(title));
  if (uri !== undefined) await save(uri);
  return uri;
}

const isRunFile = ({ path }: Uri): boolean => path.endsWith('.run.json');

function openRunFile(): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri !== undefined && isRunFile(uri) ? uri : undefined;
}

/** @throws badInput when the workspace has none */
async function pickRunFile(title: string): Promise<Uri | undefined> {
  const uris = await workspace.findFiles('**/*.run.json', '**/node_modules/**');
  if (uris.length === 0) {
    const message = l10n.t('There is no run file (*.run.json) in this workspace. Make one, or try the sample.');
    throw new ErrorWithAction(message, commandAction(l10n.t('New Run File…'), 'cloister.newRunFile' satisfies CommandId));
  }
  const items = uris.map((uri) => ({ label: basename(uri.path), description: workspace.asRelativePath(uri), uri })).sort((a, b) => a.description.localeCompare(b.description));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Run file'), matchOnDescription: true }))?.uri;
}

/** What is launched is what stands in the editor. */
async function save(uri: Uri): Promise<void> {
  const document = workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri.toString());
  if (document?.isDirty && !(await document.save())) throw badInput(l10n.t('{0} could not be saved, so nothing was launched.', uri.fsPath));
}
