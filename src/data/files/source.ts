// A data set in a file of the user's own: JSON Lines, CSV or Parquet, with a text column and a label column.
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { assertNever, badInput } from '../../base/errors';
import type { FileDataConfig } from '../../core/config/runFile';
import { tidyText, type OnProgress, type RecordSource, type TextRecord } from '../textRecord';
import { readCsv } from './csv';
import { formatOfName, type DataFormat } from './format';
import { readJsonLines } from './jsonLines';
import { readParquet } from './parquet';
import type { Row } from './row';

/**
 * Reads every record, or fails at the first that breaks the run file's description: nothing is skipped or guessed. An empty
 * text is a record like any other (it becomes the one empty token); a missing or null text is an error.
 * @param baseDirectory folder that a relative path starts from
 * @param splitKey keys the hash that decides each record's split
 * @throws badInput naming file and line (or row)
 */
export async function fileSource(
  config: FileDataConfig,
  baseDirectory: string,
  splitKey: Uint8Array,
  onProgress?: OnProgress,
): Promise<RecordSource> {
  const path = resolve(baseDirectory, config.path);
  const classes = new Map(config.labels.map((label, i) => [label, i]));
  await requireContent(path);
  const records: TextRecord[] = [];
  for await (const row of rowsOf(path, config)) {
    records.push({ text: textOf(row, config.text), label: classOf(row, config.label, classes) });
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

function rowsOf(path: string, config: FileDataConfig): AsyncGenerator<Row> {
  const format = config.format ?? formatOf(path);
  switch (format) {
    case 'jsonl':
      return readJsonLines(path, config);
    case 'csv':
      return readCsv(path, config);
    case 'parquet':
      return readParquet(path, config);
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

/** Labels that are numbers or booleans are compared as they are written: 1, true. */
function classOf({ label, place }: Row, column: string, classes: ReadonlyMap<string, number>): number {
  if (!['string', 'number', 'bigint', 'boolean'].includes(typeof label)) {
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
