// The formats of data files, and how a file's name tells them.
import { extname } from 'node:path';
import type { FileDataConfig } from '../../core/config/runFile';

export type DataFormat = NonNullable<FileDataConfig['format']>;

const formats: Readonly<Record<string, DataFormat>> = { '.jsonl': 'jsonl', '.ndjson': 'jsonl', '.csv': 'csv', '.parquet': 'parquet' };

/** Endings that tell a format, without the dot. */
export const dataFileEndings: readonly string[] = Object.keys(formats).map((ending) => ending.slice(1));

/** The format that a file's name tells, if it does. */
export const formatOfName = (path: string): DataFormat | undefined => formats[extname(path).toLowerCase()];
