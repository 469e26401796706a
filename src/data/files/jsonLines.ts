// Reads JSON Lines: one JSON object a line. Blank lines are passed over.
import { basename } from 'node:path';
import { badInput } from '../../base/errors';
import { decodedLines } from './lines';
import { quoted, type Columns, type Row } from './row';

/** @throws badInput naming file and line of the first line that is no JSON object or lacks a column */
export async function* readJsonLines(path: string, columns: Columns): AsyncGenerator<Row> {
  for await (const { number, text } of decodedLines(path)) {
    if (text.trim() === '') continue;
    const place = `${basename(path)}:${number}`;
    const members = parseObject(text, place);
    const unit = columns.unit === undefined ? undefined : member(members, columns.unit, place);
    yield { place, text: member(members, columns.text, place), label: member(members, columns.label, place), unit };
  }
}

function parseObject(line: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The parser's own message quotes the line, which may be private.
    throw badInput(`${place}: this line is not valid JSON. Each line must be one JSON object.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badInput(`${place}: this line is ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`}, but must be a JSON object.`);
  }
  return value as Record<string, unknown>;
}

function member(members: Record<string, unknown>, name: string, place: string): unknown {
  if (!Object.hasOwn(members, name)) throw badInput(`${place}: there is no "${name}"; the members are ${quoted(Object.keys(members))}.`);
  return members[name];
}
