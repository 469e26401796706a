// Reads CSV (RFC 4180) with a header line. Blank lines are passed over.
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { badInput } from '../../base/errors';
import { decodedLines } from './lines';
import { quoted, type Columns, type Row } from './row';

/** With `info`, csv-parse yields each record with the number of the line on which it ends. */
interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** @throws badInput naming file and line of the first record that is malformed, or the columns that the header lacks */
export async function* readCsv(path: string, columns: Columns): AsyncGenerator<Row> {
  const file = basename(path);
  const parser = parse({ info: true, skip_empty_lines: true });
  const source = Readable.from(textOf(path));
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  let header: Header | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (!header) header = findColumns(record, columns, file);
      else yield { place: `${file}:${info.lines}`, text: record[header.text], label: record[header.label], unit: header.unit === undefined ? undefined : record[header.unit] };
    }
  } catch (error) {
    throw error instanceof CsvError ? explain(error, file) : error;
  } finally {
    source.destroy();
  }
}

async function* textOf(path: string): AsyncGenerator<string> {
  for await (const line of decodedLines(path)) yield `${line.text}\n`;
}

interface Header {
  readonly text: number;
  readonly label: number;
  readonly unit: number | undefined;
}

function findColumns(names: readonly string[], columns: Columns, file: string): Header {
  const position = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw badInput(`${file}:1: there is no column "${name}"; the columns are ${quoted(names)}.`);
    if (names.includes(name, index + 1)) throw badInput(`${file}:1: the column "${name}" appears more than once.`);
    return index;
  };
  return { text: position(columns.text), label: position(columns.label), unit: columns.unit === undefined ? undefined : position(columns.unit) };
}

/** csv-parse's own messages quote the record, which may be private: only the code and the line are passed on. */
function explain(error: CsvError, file: string): Error {
  const line = typeof error.lines === 'number' ? error.lines : 'unknown line';
  const problem = problems[error.code] ?? `this record is not valid CSV (${error.code})`;
  return badInput(`${file}:${line}: ${problem}.`);
}

const problems: Partial<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'this record has another number of fields than the header',
  CSV_QUOTE_NOT_CLOSED: 'the file ends inside quotation marks: a closing quotation mark is missing',
  INVALID_OPENING_QUOTE: 'a quotation mark stands inside a field that does not begin with one; put the field in quotation marks and double those inside',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quotation mark; double the quotation marks inside a field',
};
