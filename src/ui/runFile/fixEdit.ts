// The edit that applies a fix to an open run file.
import { WorkspaceEdit, type TextDocument } from 'vscode';
import { applyFix, differenceOf } from '../../services/documentEdits';
import type { Fix } from '../../services/findings';
import { rangeIn } from './document';

export function fixEdit(document: TextDocument, fix: Fix): WorkspaceEdit {
  const { text, ...place } = differenceOf(document.getText(), applyFix(document.getText(), fix));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, rangeIn(document, place), text);
  return edit;
}
