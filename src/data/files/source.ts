// A data set in a file of the user's own: JSON Lines, CSV or Parquet, with a text column, a label column, and perhaps one that tells whose record it is.
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { assertNever, badInput } from '../../base/errors';
import type { PrivacyUnit } from '../../core/privacy/unit';
import type { FileDataConfig } from '../../core/config/runFile';
import { tidyText, type OnProgress, type RecordSource, type TextRecord } from '../textRecord';
import { readCsv } from './csv';
import { formatOfName, type DataFormat } from './format';
import { readJsonLines } from './jsonLines';
import { readParquet } from './parquet';
import type { Columns, Row } from './row';

/**
 * Reads every record, or fails at the first that breaks the run file's description: nothing is skipped or guessed. An empty
 * text is a record like any other (it becomes the one empty token); a missing or null text is an error, and so is a record without a
 * value in the unit's column, because nobody can say whose it is. Values of units that differ only in white space or in the
 * composition of accents are the same unit.
 * @param unit unit of privacy: says which column tells whose record it is
 * @param baseDirectory folder that a relative path starts from
 * @param splitKey keys the hash that decides each unit's split
 * @throws badInput naming file and line (or row)
 */
export async function fileSource(
  config: FileDataConfig,
  unit: PrivacyUnit,
  baseDirectory: string,
  splitKey: Uint8Array,
  onProgress?: OnProgress,
): Promise<RecordSource> {
  const path = resolve(baseDirectory, config.path);
  const classes = new Map(config.labels.map((label, i) => [label, i]));
  await requireContent(path);
  const records: TextRecord[] = [];
  const columns: Columns = { text: config.text, label: config.label, ...(unit !== 'record' && { unit: unit.column }) };
  for await (const row of rowsOf(path, config, columns)) {
    const text = textOf(row, columns.text);
    const label = classOf(row, columns.label, classes);
    records.push(columns.unit === undefined ? { text, label } : { text, label, unit: unitOf(row, columns.unit) });
    if (records.length % 10_000 === 0) onProgress?.({ stage: 'reading records', done: records.length });
  }
  if (records.length === 0) throw badInput(`${path} holds no record.`);
  return {
    name: basename(path),
    declared: config.declared,
    labels: config.labels,
    records,
    dropped: { nearDuplicates: 0, tooShort: 0, mixedLabel: 0 },
    split: { testShare: config.testShare, key: splitKey },
  };
}

async function requireContent(path: string): Promise<void> {
  const file = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw badInput(`Cannot read the data file ${path} (${cause.code ?? cause.message}). Relative paths start at the run file's folder.`, cause);
  });
  if (!file.isFile()) throw badInput(`The data file ${path} is not a file.`);
  if (file.size === 0) throw badInput(`The data file ${path} is empty.`);
}

function rowsOf(path: string, { format = formatOf(path) }: FileDataConfig, columns: Columns): AsyncGenerator<Row> {
  switch (format) {
    case 'jsonl':
      return readJsonLines(path, columns);
    case 'csv':
      return readCsv(path, columns);
    case 'parquet':
      return readParquet(path, columns);
    default:
      return assertNever(format);
  }
}

function formatOf(path: string): DataFormat {
  const format = formatOfName(path);
  if (format === undefined) throw badInput(`The name of ${path} does not tell its format. Set data.format to "jsonl", "csv" or "parquet".`);
  return format;
}

function textOf({ text, place }: Row, column: string): string {
  if (typeof text !== 'string') throw badInput(`${place}: "${column}" must be a text, but is ${kindOf(text)}.`);
  return tidyText(text);
}

/** Values that are numbers or booleans are taken as they are written. The value itself stays out of messages. */
function unitOf({ unit, place }: Row, column: string): string {
  if (!isPlain(unit)) throw badInput(`${place}: "${column}" must say whose record this is (privacy.unit.column), but is ${kindOf(unit)}.`);
  const value = tidyText(String(unit));
  if (value === '') throw badInput(`${place}: "${column}" must say whose record this is (privacy.unit.column), but is empty.`);
  return value;
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

/** Labels that are numbers or booleans are compared as they are written: 1, true. */
function classOf({ label, place }: Row, column: string, classes: ReadonlyMap<string, number>): number {
  if (!isPlain(label)) {
    throw badInput(`${place}: "${column}" must be a text, a number or a boolean, but is ${kindOf(label)}.`);
  }
  const found = classes.get(String(label));
  if (found === undefined) {
    const known = [...classes.keys()].map((name) => `"${name}"`).join(', ');
    // What stands there instead is a record's own, and messages end up in logs.
    throw badInput(`${place}: the label there is not one of data.labels: ${known}.`);
  }
  return found;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}
