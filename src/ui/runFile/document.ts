// Which documents are run files, and their places in the editor's terms.
import { Range, type DocumentSelector, type TextDocument, type Uri } from 'vscode';
import type { TextRange } from '../../services/documentRanges';

const ending = '.run.json';

export const runFileSelector: DocumentSelector = { scheme: 'file', pattern: `**/*${ending}` };

export const isRunFile = (uri: Uri): boolean => uri.scheme === 'file' && uri.path.endsWith(ending);

export const rangeIn = (document: TextDocument, { offset, length }: TextRange): Range =>
  new Range(document.positionAt(offset), document.positionAt(offset + length));
