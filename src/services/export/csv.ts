// Runs as CSV (RFC 4180): one row a figure, so that every tool can pivot it.
import type { ExportedRun } from './exportedRun';

const header = ['run', 'series', 'sensitivity', 'step', 'value'];

/**
 * Rows of run, series, sensitivity, step and value. What is no series stands in rows without a step, named by its path, e.g.
 * `spent/pld/epsilon`; what was left out stands in rows `leftOut`. Numbers that are none are `NaN`, `inf` and `-inf`.
 * Texts that a spreadsheet would take for a formula get an apostrophe in front.
 */
export function toCsv(runs: readonly ExportedRun[]): string {
  return [header.join(','), ...runs.flatMap((run) => [...rowsOf(run)])].map((line) => `${line}\r\n`).join('');
}

function* rowsOf({ id, facts, series, leftOut }: ExportedRun): Generator<string> {
  const run = cell(id);
  for (const { name, sensitivity, value } of facts) {
    for (const [path, leaf] of leaves(value, name)) yield `${run},${cell(path)},${sensitivity},,${cell(leaf)}`;
  }
  for (const name of leftOut) yield `${run},leftOut,public,,${cell(name)}`;
  for (const { name, sensitivity, steps, values } of series) {
    const start = `${run},${cell(name)},${sensitivity}`;
    for (let i = 0; i < steps.length; i++) yield `${start},${steps[i]},${numberText(values[i])}`;
  }
}

/** Every number, text and truth value in a tree of plain JSON, with its path. */
function* leaves(value: unknown, path: string): Generator<readonly [path: string, leaf: Leaf]> {
  if (isLeaf(value)) yield [path, value];
  else for (const [key, member] of Object.entries(value ?? {})) yield* leaves(member, `${path}/${key}`);
}

type Leaf = string | number | boolean;
const isLeaf = (value: unknown): value is Leaf => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function cell(value: Leaf): string {
  if (typeof value === 'number') return numberText(value);
  const text = String(value);
  const guarded = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** `inf` is what pandas, R and NumPy read. */
const numberText = (value: number): string => String(value).replace('Infinity', 'inf');
