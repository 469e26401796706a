// A look at the first rows of a data file: its columns and some of its values, before anybody has said what they mean.
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { assertNever, badInput } from '../../base/errors';
import type { DataFormat } from './format';
import { decodedLines } from './lines';

/** Data-dependent, but for the names of the columns of CSV and Parquet files. */
export interface DataPreview {
  readonly columns: readonly string[];
  /** At most as many as were asked for, the first ones. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Columns and first rows. JSON lines may each have other members: the columns are those of the rows that were looked at.
 * @throws badInput when the file cannot be read as its format
 */
export async function previewFile(path: string, format: DataFormat, mostRows: number): Promise<DataPreview> {
  switch (format) {
    case 'jsonl':
      return previewJsonLines(path, mostRows);
    case 'csv':
      return previewCsv(path, mostRows);
    case 'parquet':
      return previewParquet(path, mostRows);
    default:
      return assertNever(format);
  }
}

async function previewJsonLines(path: string, mostRows: number): Promise<DataPreview> {
  const rows: Record<string, unknown>[] = [];
  for await (const { number, text } of decodedLines(path)) {
    if (text.trim() === '') continue;
    rows.push(objectOf(text, number));
    if (rows.length >= mostRows) break;
  }
  return { columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
}

/** The parser's own message would quote the line, which may be private. */
function objectOf(text: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, like anything else that is no object.
  }
  throw badInput(`Line ${line} is not a JSON object. Each line must be one.`);
}

async function previewCsv(path: string, mostRows: number): Promise<DataPreview> {
  const parser = parse({ skip_empty_lines: true, relax_column_count: true });
  const source = Readable.from(linesOf(path));
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  const records: string[][] = [];
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      records.push(record);
      if (records.length > mostRows) break;
    }
  } finally {
    source.destroy();
  }
  const [columns = [], ...rows] = records;
  return { columns, rows: rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))) };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  for await (const { text } of decodedLines(path)) yield `${text}\n`;
}

async function previewParquet(path: string, mostRows: number): Promise<DataPreview> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw badInput('This is not a Parquet file, or its footer is damaged.', cause);
  });
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  const rowEnd = Math.min(mostRows, Number(metadata.num_rows));
  return { columns, rows: rowEnd === 0 ? [] : await parquetReadObjects({ file, metadata, compressors, rowStart: 0, rowEnd }) };
}
