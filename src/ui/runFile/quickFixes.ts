// Quick fixes: the edits that findings offer.
import { CodeAction, CodeActionKind, l10n, WorkspaceEdit, type CodeActionContext, type CodeActionProvider, type Range, type TextDocument } from 'vscode';
import type { Fix } from '../../services/findings';
import type { CommandId } from '../cloister';
import { FindingDiagnostic } from './diagnostics';
import { rangeIn } from './document';

/** A budget is no edit of the run file. */
function setBudget(diagnostic: FindingDiagnostic): CodeAction {
  const action = new CodeAction(l10n.t('Set Privacy Budget…'), CodeActionKind.QuickFix);
  action.command = { command: 'cloister.setPrivacyBudget' satisfies CommandId, title: action.title };
  action.diagnostics = [diagnostic];
  return action;
}

export class RunFileQuickFixes implements CodeActionProvider {
  static readonly kinds = [CodeActionKind.QuickFix];

  async provideCodeActions(document: TextDocument, _range: Range, { diagnostics }: CodeActionContext): Promise<CodeAction[]> {
    const { applyFix, differenceOf } = await import('../../services/documentEdits');
    const action = (diagnostic: FindingDiagnostic, fix: Fix, isFirst: boolean): CodeAction => {
      const result = new CodeAction(fix.title, CodeActionKind.QuickFix);
      const { text, ...place } = differenceOf(document.getText(), applyFix(document.getText(), fix));
      result.edit = new WorkspaceEdit();
      result.edit.replace(document.uri, rangeIn(document, place), text);
      result.diagnostics = [diagnostic];
      result.isPreferred = isFirst && diagnostic.finding.fixes.length === 1;
      return result;
    };
    const findings = diagnostics.filter((diagnostic) => diagnostic instanceof FindingDiagnostic);
    return [
      ...findings.flatMap((diagnostic) => diagnostic.finding.fixes.map((fix, i) => action(diagnostic, fix, i === 0))),
      ...findings.filter(({ finding }) => finding.code === 'budget').map(setBudget),
    ];
  }
}
