// Findings about the data of a run: whether its file and columns are there, and whether what they hold is what the run file says.
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { assertNever, CloisterError } from '../base/errors';
import { nearest } from '../base/nearest';
import type { DocumentPath } from '../core/config/documentPath';
import type { PrivacyConfig } from '../core/config/privacy';
import type { PrivacyUnit } from '../core/privacy/unit';
import type { DataConfig, FileDataConfig } from '../core/config/runFile';
import { formatOfName } from '../data/files/format';
import { previewFile } from '../data/files/preview';
import type { Store } from '../store/store';
import type { DataFacts } from './dataOfRun';
import { setting, type Finding, type FindingCode, type Fix } from './findings';
import type { DataIdentity } from './ledger/ledger';
import { placeOf, shareText, type Place, type SharedLedger } from './ledger/recognise';
import type { KnownContent } from '../store/ledger/dataSets';

/** Most other files or columns that are offered. */
const mostOffers = 5;

/**
 * What keeps the data file from being loaded, found without reading more than its beginning. The built-in data is always there.
 * @param unit whose column is looked for too; undefined while that section of the run file is not in order
 * @param baseDirectory folder that a relative path starts from
 */
export async function dataFileFindings(data: DataConfig, unit: PrivacyUnit | undefined, baseDirectory: string): Promise<Finding[]> {
  if ('builtIn' in data) return [];
  const path = resolve(baseDirectory, data.path);
  return (await isFile(path)) ? columnFindings(data, unit, path) : [await missingFile(data.path, path)];
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
async function columnFindings(data: FileDataConfig, unit: PrivacyUnit | undefined, path: string): Promise<Finding[]> {
  const columns = await columnsOf(data, path);
  if (columns.length === 0) return [];
  const named: (readonly [place: DocumentPath, column: string])[] = [
    [['data', 'text'], data.text],
    [['data', 'label'], data.label],
  ];
  if (typeof unit === 'object') named.push([['privacy', 'unit', 'column'], unit.column]);
  return named.flatMap(([place, name]): Finding[] => {
    if (columns.includes(name)) return [];
    const similar = nearest(name, columns);
    const offers = [...similar, ...columns.filter((column) => !similar.includes(column))];
    const message = `${basename(path)} has no column "${name}"; its columns are ${columns.map((column) => `"${column}"`).join(', ')}.`;
    return [{ severity: 'error', code: 'columnMissing', path: place, message, fixes: replacements(place, offers) }];
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
export function sizeFindings({ publicSize }: PrivacyConfig, { trainingUnits }: DataFacts): Finding[] {
  if (Math.abs(trainingUnits - publicSize) <= 0.1 * publicSize) return [];
  const message = 'The number of training units (records, or whoever they belong to) is more than 10 % away from publicSize, so batches are larger or smaller than stated.';
  return [{ severity: 'warning', code: 'publicSizeOff', path: ['privacy', 'publicSize'], message, fixes: [] }];
}

/**
 * Says which ledger a new content goes on, where that is not plain, and which others it shares a few records with. Content that no ledger
 * can take is the check of the budget's to refuse.
 */
export async function changeFindings(store: Store, data: DataIdentity): Promise<Finding[]> {
  if (data.declared !== 'private' || (await store.ledger.dataSets.ledgerOf(data.digest)) !== undefined) return [];
  const known = await store.ledger.dataSets.contents();
  const place = placeOrNone(data, known);
  if (place === undefined) return [];
  const warning = (code: FindingCode, message: string): Finding => ({ severity: 'warning', code, path: ['data'], message, fixes: [] });
  return [
    ...placeMessages(data, known, place).map((message) => warning('dataChanged', message)),
    ...place.also.map((shared) => warning('dataShared', sharedMessage(data, shared))),
  ];
}

function placeMessages({ name }: DataIdentity, known: readonly KnownContent[], place: Place): string[] {
  switch (place.kind) {
    case 'version':
      return [
        `"${name}" shares records with "${place.of}" (${shareText(place.share)}), so both are charged on one ledger: ` +
          'a record that is in both versions has one budget. A ledger of its own takes a written reason.',
      ];
    case 'new':
      if (!known.some((content) => content.name === name)) return [];
      return [`"${name}" has next to nothing in common with the data set of this name that is on the ledger, so it gets a ledger of its own.`];
    case 'fresh':
      return [];
    default:
      return assertNever(place);
  }
}

/** Below what makes two data sets versions of each other, and still people who have two budgets. */
const sharedMessage = ({ name }: DataIdentity, { name: other, common }: SharedLedger): string =>
  `${common === 1 ? '1 text' : `${common} texts`} of "${name}" ${common === 1 ? 'is' : 'are'} also on the ledger of "${other}", too few to be charged there. ` +
  'Where that is no coincidence, both ledgers cover whoever it belongs to apart from each other: what they spend adds up.';

function placeOrNone(data: DataIdentity, known: readonly KnownContent[]): Place | undefined {
  try {
    return placeOf(data, known, undefined);
  } catch (error) {
    if (CloisterError.is(error, 'refused')) return undefined;
    throw error;
  }
}
