// Loads a data set as its run file describes it: read, name by content, group by unit of privacy, split, encode.
import { badInput } from '../base/errors';
import type { DataConfig } from '../core/config/runFile';
import type { PrivacyUnit } from '../core/privacy/unit';
import type { EncodedRecords } from '../core/records';
import { contentDigest, inTestSplit, recordKey, secretLength } from './digest';
import { encodeUnits } from './encode';
import { fileSource } from './files/source';
import { sketchOf } from './sketch';
import { spamAssassinSource } from './spamAssassin/source';
import type { Dropped, OnProgress, RecordSource, SplitRule } from './textRecord';
import { groupByUnit, type GroupedRecords, type RecordUnit } from './units';
import { emptyId, Vocabulary, vocabularySize } from './vocabulary';

/** A data set, ready to train on. Members marked *data-dependent* stay on the machine unless the user asks for them by name. */
export interface LoadedDataSet {
  /** For people: the built-in set's name, or the file's. */
  readonly name: string;
  readonly declared: 'private' | 'publicDemonstration';
  /** Keyed digest of the content, see {@link contentDigest}; the ledger of a data set is found by it. */
  readonly digest: string;
  /** Keyed sketch of the texts of all records, see {@link sketchOf}: recognises other versions of the same data. Data-dependent. */
  readonly sketch: Uint8Array;
  /** Names of the classes. */
  readonly labels: readonly string[];
  /** Ids that records use are below this. Public. */
  readonly vocabularySize: number;
  /** With the borders of units that hold several records. Data-dependent. */
  readonly train: EncodedRecords;
  /** Record by record, because nothing is learnt from it. Data-dependent. */
  readonly test: EncodedRecords;
  /** Share of the test records in the class that is most common in training: the accuracy of always saying so. Data-dependent. */
  readonly majorityShare: number;
  /** Data-dependent. */
  readonly summary: DataSummary;
}

/** Counts of a data set. All of them are data-dependent. */
export interface DataSummary extends Dropped {
  /** Records that were read. */
  readonly read: number;
  /** Records that equal an earlier one in text and label, and of the same unit where units hold several, left out. */
  readonly duplicates: number;
  /** Records beyond the bound of their unit, left out. */
  readonly overBound: number;
  /** Records that are kept, in both splits together. */
  readonly records: number;
  /** Kept records in which no word was found. */
  readonly withoutWords: number;
  readonly trainTokens: number;
  readonly testTokens: number;
}

export interface LoadOptions {
  /** Where the cleaned built-in data set is kept between loads. Absent: cleaned anew each time. */
  readonly cacheDirectory?: string;
  readonly onProgress?: OnProgress;
}

/**
 * Loads the data set of a run file. Users' data sees no operation that couples units of privacy: exact de-duplication and the bound by
 * the records of one unit alone, a split by a keyed hash of each unit alone, words by a public list.
 * The digest is that of the content, whatever the unit of privacy is: data has one ledger.
 * @param baseDirectory folder that a relative path of the run file starts from
 * @param secret the store's secret, 32 bytes: keys the digest, and the split of users' data
 * @throws badInput naming file and line when the data cannot be read or breaks its description
 */
export async function loadDataSet(
  config: DataConfig,
  unit: PrivacyUnit,
  baseDirectory: string,
  secret: Uint8Array,
  { cacheDirectory, onProgress }: LoadOptions = {},
): Promise<LoadedDataSet> {
  if (secret.length !== secretLength) throw new Error(`The store's secret must have ${secretLength} bytes, but has ${secret.length}.`);
  const source =
    'builtIn' in config ? await spamAssassinSource(cacheDirectory, onProgress) : await fileSource(config, unit, baseDirectory, secret, onProgress);
  const keyed = source.records.map((record) => ({ record, key: recordKey(record, source.labels, secret) }));
  const grouped = groupByUnit(keyed, unit);
  const { train: training, test: testing } = split(grouped.units, source.split);
  requireUnits(training, testing, unit, source.name);
  const vocabulary = Vocabulary.english();
  const train = encodeUnits(training, unit, vocabulary, config.maxTokens);
  const test = encodeUnits(testing, 'record', vocabulary, config.maxTokens);
  const { name, declared, labels } = source;
  return {
    name,
    declared,
    digest: contentDigest(keyed.map(({ key }) => key), secret),
    sketch: sketchOf(source.records.map(({ text }) => text), secret),
    labels,
    vocabularySize,
    train,
    test,
    majorityShare: majorityShare(train.labels, test.labels, labels.length),
    summary: summaryOf(source, grouped, train, test),
  };
}

function split(units: readonly RecordUnit[], { testShare, key }: SplitRule): { train: RecordUnit[]; test: RecordUnit[] } {
  const test = units.filter(({ name }) => inTestSplit(name, testShare, key));
  const held = new Set(test);
  return { train: units.filter((unit) => !held.has(unit)), test };
}

function requireUnits(train: RecordUnit[], test: RecordUnit[], unit: PrivacyUnit, name: string): void {
  const empty = train.length === 0 ? 'training' : test.length === 0 ? 'test' : null;
  const counted = unit === 'record' ? 'records' : `units by "${unit.column}"`;
  if (empty) throw badInput(`The ${empty} split of ${name} is empty. Change data.testShare, or add ${counted}.`);
}

function summaryOf({ records, dropped }: RecordSource, { duplicates, overBound }: GroupedRecords, train: EncodedRecords, test: EncodedRecords): DataSummary {
  return {
    ...dropped,
    read: records.length + dropped.nearDuplicates + dropped.tooShort + dropped.mixedLabel,
    duplicates,
    overBound,
    records: train.labels.length + test.labels.length,
    withoutWords: withoutWords(train) + withoutWords(test),
    trainTokens: train.ids.length,
    testTokens: test.ids.length,
  };
}

function majorityShare(train: Int32Array, test: Int32Array, classes: number): number {
  const counts = new Int32Array(classes);
  for (const label of train) counts[label]++;
  const commonest = counts.indexOf(Math.max(...counts));
  return test.filter((label) => label === commonest).length / test.length;
}

/** Only a record without words holds the empty id, and then nothing else. */
function withoutWords(records: EncodedRecords): number {
  return records.ids.filter((id) => id === emptyId).length;
}
