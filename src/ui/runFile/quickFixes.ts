// Quick fixes: the edits that findings offer.
import { CodeAction, CodeActionKind, type CodeActionContext, type CodeActionProvider, type Range, type TextDocument } from 'vscode';
import type { Remedy } from '../../base/errors';
import type { Fix } from '../../services/findings';
import { remedyCommand } from '../remedyAction';
import { FindingDiagnostic } from './diagnostics';

/** What mends a finding outside of the run file. */
function remedyFix(document: TextDocument, diagnostic: FindingDiagnostic, remedy: Remedy): CodeAction {
  const { title, command, arguments: args } = remedyCommand(remedy, document.uri);
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [...args] };
  action.diagnostics = [diagnostic];
  return action;
}

export class RunFileQuickFixes implements CodeActionProvider {
  static readonly kinds = [CodeActionKind.QuickFix];

  async provideCodeActions(document: TextDocument, _range: Range, { diagnostics }: CodeActionContext): Promise<CodeAction[]> {
    const { fixEdit } = await import('./fixEdit');
    const action = (diagnostic: FindingDiagnostic, fix: Fix, isFirst: boolean): CodeAction => {
      const result = new CodeAction(fix.title, CodeActionKind.QuickFix);
      result.edit = fixEdit(document, fix);
      result.diagnostics = [diagnostic];
      result.isPreferred = isFirst && diagnostic.finding.fixes.length === 1;
      return result;
    };
    const findings = diagnostics.filter((diagnostic) => diagnostic instanceof FindingDiagnostic);
    return [
      ...findings.flatMap((diagnostic) => diagnostic.finding.fixes.map((fix, i) => action(diagnostic, fix, i === 0))),
      ...findings.flatMap((diagnostic) => (diagnostic.finding.remedy === undefined ? [] : [remedyFix(document, diagnostic, diagnostic.finding.remedy)])),
    ];
  }
}
