// Launching runs code on data of the workspace, so it takes a workspace that the user trusts.
import { l10n, workspace } from 'vscode';
import { commandAction } from './remedyAction';
import { ErrorWithAction } from './showError';

/** @throws badInput in a restricted workspace: menus hide such commands there, but others can still call them */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  const message = l10n.t('This workspace is not trusted, so nothing can be trained from it. Trust it first.');
  throw new ErrorWithAction(message, commandAction(l10n.t('Manage Workspace Trust'), 'workbench.trust.manage'));
}
