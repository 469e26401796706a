// Findings about the data of a run: whether its file and columns are there, and whether what they hold is what the run file says.
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CloisterError } from '../base/errors';
import { nearest } from '../base/nearest';
import type { DocumentPath } from '../core/config/documentPath';
import type { PrivacyConfig } from '../core/config/privacy';
import type { DataConfig, FileDataConfig } from '../core/config/runFile';
import { formatOfName } from '../data/files/format';
import { previewFile } from '../data/files/preview';
import type { Store } from '../store/store';
import type { DataFacts } from './dataOfRun';
import { setting, type Finding, type Fix } from './findings';
import type { DataIdentity } from './ledger/ledger';

/** Most other files or columns that are offered. */
const mostOffers = 5;

/**
 * What keeps the data file from being loaded, found without reading more than its beginning. The built-in data is always there.
 * @param baseDirectory folder that a relative path starts from
 */
export async function dataFileFindings(data: DataConfig, baseDirectory: string): Promise<Finding[]> {
  if ('builtIn' in data) return [];
  const path = resolve(baseDirectory, data.path);
  return (await isFile(path)) ? columnFindings(data, path) : [await missingFile(data.path, path)];
}

async function missingFile(written: string, path: string): Promise<Finding> {
  const names = await readdir(dirname(path)).catch(() => []);
  const dataFiles = names.filter((name) => formatOfName(name) !== undefined);
  const similar = nearest(basename(path), dataFiles);
  const offers = [...similar, ...dataFiles.filter((name) => !similar.includes(name))];
  const place: DocumentPath = ['data', 'path'];
  return {
    severity: 'error',
    code: 'dataMissing',
    path: place,
    message: `There is no data file ${path}. Relative paths start at the run file's folder.`,
    fixes: replacements(place, offers.map((name) => join(dirname(written), name))),
  };
}

/** Columns that the first row lacks. What else is wrong with the file, loading it tells. */
async function columnFindings(data: FileDataConfig, path: string): Promise<Finding[]> {
  const columns = await columnsOf(data, path);
  if (columns.length === 0) return [];
  return (['text', 'label'] as const).flatMap((member): Finding[] => {
    const name = data[member];
    if (columns.includes(name)) return [];
    const similar = nearest(name, columns);
    const offers = [...similar, ...columns.filter((column) => !similar.includes(column))];
    const message = `${basename(path)} has no column "${name}"; its columns are ${columns.map((column) => `"${column}"`).join(', ')}.`;
    return [{ severity: 'error', code: 'columnMissing', path: ['data', member], message, fixes: replacements(['data', member], offers) }];
  });
}

async function columnsOf(data: FileDataConfig, path: string): Promise<readonly string[]> {
  const format = data.format ?? formatOfName(path);
  if (format === undefined) return [];
  try {
    return (await previewFile(path, format, 1)).columns;
  } catch (error) {
    // A damaged file is told of when it is loaded, with the line.
    if (CloisterError.is(error)) return [];
    throw error;
  }
}

const replacements = (path: DocumentPath, values: readonly string[]): Fix[] =>
  values.slice(0, mostOffers).map((value) => ({ title: `Use "${value}"`, edits: [setting(path, value)] }));

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** Depends on the number of records, so it only says that the public size is far off, not by how much. */
export function sizeFindings({ publicSize }: PrivacyConfig, { trainingRecords }: DataFacts): Finding[] {
  if (Math.abs(trainingRecords - publicSize) <= 0.1 * publicSize) return [];
  const message = 'The number of training records is more than 10 % away from publicSize, so batches are larger or smaller than stated.';
  return [{ severity: 'warning', code: 'publicSizeOff', path: ['privacy', 'publicSize'], message, fixes: [] }];
}

/** A data set that changed has a new digest and with it a new budget, which is worth a second look. */
export async function changeFindings(store: Store, { name, digest, declared }: DataIdentity): Promise<Finding[]> {
  const namesakes = (await store.ledger.dataSets.list()).filter((dataSet) => dataSet.name === name);
  if (declared !== 'private' || namesakes.length === 0 || namesakes.some((dataSet) => dataSet.digest === digest)) return [];
  const message =
    `The content of "${name}" is not what earlier runs were charged for, so it gets a ledger of its own. ` +
    'Records that both versions share are charged on both: their total privacy loss is the sum.';
  return [{ severity: 'warning', code: 'dataChanged', path: ['data'], message, fixes: [] }];
}
