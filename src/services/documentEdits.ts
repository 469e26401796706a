// Applies edits to the text of a run file. Comments and layout stay.
import { applyEdits, createScanner, findNodeAtLocation, modify, parseTree, type Node } from 'jsonc-parser';
import { assertNever } from '../base/errors';
import { isObject, type DocumentPath } from '../core/config/documentPath';
import type { TextRange } from './documentRanges';
import type { Edit, Fix } from './findings';

/** The text with a fix applied. Renaming or removing what is not there changes nothing. */
export const applyFix = (text: string, { edits }: Fix): string => edits.reduce(applyEdit, text);

function applyEdit(text: string, edit: Edit): string {
  switch (edit.type) {
    case 'set':
      return withValue(text, edit.path, edit.value);
    case 'rename': {
      const [name] = propertyAt(text, edit.path)?.children ?? [];
      return name === undefined ? text : replaced(text, name, JSON.stringify(edit.name));
    }
    case 'remove': {
      const property = propertyAt(text, edit.path);
      return property === undefined ? text : removed(text, property);
    }
    default:
      return assertNever(edit);
  }
}

/** The place is made first and filled then, because jsonc-parser would spread a section over lines of their own. */
function withValue(text: string, path: DocumentPath, value: unknown): string {
  const made = nodeAt(text, path) === undefined ? applyEdits(text, modify(text, [...path], null, { formattingOptions: layoutOf(text) })) : text;
  return replaced(made, nodeAt(made, path)!, oneLine(value));
}

/** JSON as people write it on one line: `{ "kind": "off" }`. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${oneLine(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** The indentation and line ends that the text has already. */
function layoutOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}

function nodeAt(text: string, path: DocumentPath): Node | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root && findNodeAtLocation(root, [...path]);
}

function propertyAt(text: string, path: DocumentPath): Node | undefined {
  const property = nodeAt(text, path)?.parent;
  return property?.type === 'property' ? property : undefined;
}

const replaced = (text: string, { offset, length }: TextRange, by: string): string => text.slice(0, offset) + by + text.slice(offset + length);

/** Without the member and one comma. (jsonc-parser's own removal takes neighbouring comments with it.) */
function removed(text: string, property: Node): string {
  const end = property.offset + property.length;
  const comma = commaAfter(text, end);
  const rest = replaced(text, wholeLine(text, property.offset, comma === undefined ? end : comma + 1), '');
  if (comma !== undefined) return rest;
  // The last member has no comma of its own: that of the one before goes, where there is one.
  const siblings = property.parent?.children ?? [];
  const before = siblings[siblings.indexOf(property) - 1];
  const spare = before && commaAfter(text, before.offset + before.length);
  return spare === undefined ? rest : replaced(rest, { offset: spare, length: 1 }, '');
}

/** Where the comma stands that follows an offset with nothing but space and comments in between. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined;
}

/** A range with the rest of its line where nothing else stands there, else with the space that follows. */
function wholeLine(text: string, start: number, end: number): TextRange {
  const indent = /(?<=\n)[ \t]*$/.exec(text.slice(0, start))?.[0].length;
  const following = /^[ \t]*(\r?\n)?/.exec(text.slice(end)) ?? [''];
  const alone = indent !== undefined && following[1] !== undefined;
  const space = following[1] === undefined ? following[0].length : 0;
  return alone ? { offset: start - indent, length: end - start + indent + following[0].length } : { offset: start, length: end - start + space };
}

/** The smallest part of a text that differs from another: what one edit has to replace, so that all else keeps its place. */
export function differenceOf(before: string, after: string): TextRange & { readonly text: string } {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { offset: start, length: before.length - start - end, text: after.slice(start, after.length - end) };
}
