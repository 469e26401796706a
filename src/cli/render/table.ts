// Aligned text: tables of rows, and lists of named facts.
import { stripVTControlCharacters } from 'node:util';

/** Width on a terminal, colours not counted. Good for the characters that we print, not for wide scripts. */
const width = (text: string): number => [...stripVTControlCharacters(text)].length;

const padEnd = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));
const padStart = (text: string, columns: number): string => ' '.repeat(Math.max(0, columns - width(text))) + text;

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align?: 'left' | 'right';
}

/** Lines of equal layout: the titles, then the rows, with two spaces between columns. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) => Math.max(width(title), ...rows.map((row) => width(row[i] ?? ''))));
  const line = (cells: readonly string[]): string =>
    columns.map(({ align = 'left' }, i) => (align === 'right' ? padStart : padEnd)(cells[i] ?? '', widths[i])).join('  ').trimEnd();
  return [columns.map(({ title }) => title), ...rows].map(line).join('\n');
}

/** A name and what is to be said about it; undefined leaves the line out. Further lines of a text are indented like its first. */
export type Fact = readonly [name: string, text: string | undefined];

export function facts(list: readonly Fact[]): string {
  const shown = list.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  const indent = Math.max(0, ...shown.map(([name]) => width(name))) + 4;
  return shown.map(([name, text]) => padEnd(`  ${name}`, indent) + text.replace(/\n/g, `\n${' '.repeat(indent)}`)).join('\n');
}
