// Reads Parquet files row group by row group, only the columns that are needed.
import { basename } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { badInput } from '../../base/errors';
import { columnNames, quoted, type Columns, type Row } from './row';

/** @throws badInput naming the file, and the rows or columns at fault, when it is no Parquet file, damaged, or lacks a column */
export async function* readParquet(path: string, columns: Columns): AsyncGenerator<Row> {
  const name = basename(path);
  const file = await asyncBufferFromFile(path);
  const metadata = await readMetadata(file, name);
  requireColumns(metadata, columns, name);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const rows = await readRows(file, metadata, columns, rowStart, rowEnd, name);
    for (const [i, row] of rows.entries()) {
      const unit = columns.unit === undefined ? undefined : row[columns.unit];
      yield { place: `${name}, row ${rowStart + i + 1}`, text: row[columns.text], label: row[columns.label], unit };
    }
    rowStart = rowEnd;
  }
}

async function readMetadata(file: AsyncBuffer, name: string): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file);
  } catch (cause) {
    throw badInput(`${name} is not a Parquet file, or its footer is damaged.`, cause);
  }
}

function requireColumns(metadata: FileMetaData, columns: Columns, name: string): void {
  const present = parquetSchema(metadata).children.map((child) => child.element.name);
  for (const column of columnNames(columns)) {
    if (!present.includes(column)) throw badInput(`${name}: there is no column "${column}"; the columns are ${quoted(present)}.`);
  }
}

async function readRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: Columns,
  rowStart: number,
  rowEnd: number,
  name: string,
): Promise<Record<string, unknown>[]> {
  try {
    return await parquetReadObjects({ file, metadata, compressors, columns: [...new Set(columnNames(columns))], rowStart, rowEnd });
  } catch (cause) {
    throw badInput(`${name}: rows ${rowStart + 1} to ${rowEnd} cannot be read; the file is damaged.`, cause);
  }
}
