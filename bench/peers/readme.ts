// Puts the table between its markers in the README. Nobody else writes there.
import { readFileSync, writeFileSync } from 'node:fs';

const begin = '<!-- peers:begin -->';
const end = '<!-- peers:end -->';

/**
 * The text with the table between the markers, or with nothing between them for null.
 * @returns null when the text has no pair of markers, one each, in this order
 */
export function withTable(text: string, table: string | null): string | null {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from || text.indexOf(begin, from + 1) >= 0 || text.indexOf(end, to + 1) >= 0) return null;
  return `${text.slice(0, from + begin.length)}\n${table === null ? '' : `${table}\n`}${text.slice(to)}`;
}

/** What was done, in a line for the terminal. */
export function updateReadme(path: string, table: string): string {
  const text = readFileSync(path, 'utf8');
  const updated = withTable(text, table);
  if (updated === null) return `${path} has no markers ${begin} and ${end}: the table was not put there.`;
  if (updated === text) return `${path} has this table already.`;
  writeFileSync(path, updated);
  return `${path} has the new table.`;
}
