// Loads a data set as its run file describes it: read, de-duplicate, name by content, split, encode.
import { badInput } from '../base/errors';
import type { DataConfig } from '../core/config/runFile';
import type { EncodedRecords } from '../core/records';
import { contentDigest, inTestSplit, recordKey, secretLength } from './digest';
import { encodeRecords } from './encode';
import { fileSource } from './files/source';
import { spamAssassinSource } from './spamAssassin/source';
import type { Dropped, OnProgress, RecordSource, TextRecord } from './textRecord';
import { emptyId, Vocabulary, vocabularySize } from './vocabulary';

/** A data set, ready to train on. Members marked *data-dependent* stay on the machine unless the user asks for them by name. */
export interface LoadedDataSet {
  /** For people: the built-in set's name, or the file's. */
  readonly name: string;
  readonly declared: 'private' | 'publicDemonstration';
  /** Keyed digest of the content, see {@link contentDigest}; the ledger of a data set is found by it. */
  readonly digest: string;
  /** Names of the classes. */
  readonly labels: readonly string[];
  /** Ids that records use are below this. Public. */
  readonly vocabularySize: number;
  /** Data-dependent. */
  readonly train: EncodedRecords;
  /** Data-dependent. */
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
  /** Records that equal an earlier one in text and label, left out. */
  readonly duplicates: number;
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
 * Loads the data set of a run file. Users' data sees no operation that couples records: exact de-duplication by each record's
 * own key, a split by a keyed hash of each record alone, words by a public list.
 * @param baseDirectory folder that a relative path of the run file starts from
 * @param secret the store's secret, 32 bytes: keys the digest, and the split of users' data
 * @throws badInput naming file and line when the data cannot be read or breaks its description
 */
export async function loadDataSet(
  config: DataConfig,
  baseDirectory: string,
  secret: Uint8Array,
  { cacheDirectory, onProgress }: LoadOptions = {},
): Promise<LoadedDataSet> {
  if (secret.length !== secretLength) throw new Error(`The store's secret must have ${secretLength} bytes, but has ${secret.length}.`);
  const source =
    'builtIn' in config ? await spamAssassinSource(cacheDirectory, onProgress) : await fileSource(config, baseDirectory, secret, onProgress);
  const { records, digest } = distinctRecords(source, secret);
  const test = records.filter((record) => inTestSplit(record.text, source.split.testShare, source.split.key));
  const held = new Set(test);
  const train = records.filter((record) => !held.has(record));
  requireRecords(train, test, source.name);
  return assemble(source, digest, train, test, config.maxTokens);
}

/** Keeps the first record of each key. Adding a record to the data adds that record here, or nothing. */
function distinctRecords(source: RecordSource, secret: Uint8Array): { records: TextRecord[]; digest: string } {
  const keys = new Map<string, Buffer>();
  const records = source.records.filter((record) => {
    const key = recordKey(record, source.labels, secret);
    const text = key.toString('latin1');
    if (keys.has(text)) return false;
    keys.set(text, key);
    return true;
  });
  return { records, digest: contentDigest([...keys.values()], secret) };
}

function requireRecords(train: TextRecord[], test: TextRecord[], name: string): void {
  const empty = train.length === 0 ? 'training' : test.length === 0 ? 'test' : null;
  if (empty) throw badInput(`The ${empty} split of ${name} is empty (${train.length + test.length} distinct records). Change data.testShare, or add records.`);
}

function assemble(source: RecordSource, digest: string, training: TextRecord[], testing: TextRecord[], maxTokens: number): LoadedDataSet {
  const vocabulary = Vocabulary.english();
  const train = encodeRecords(training, vocabulary, maxTokens);
  const test = encodeRecords(testing, vocabulary, maxTokens);
  const { name, declared, labels, dropped } = source;
  const records = training.length + testing.length;
  const duplicates = source.records.length - records;
  return {
    name,
    declared,
    digest,
    labels,
    vocabularySize,
    train,
    test,
    majorityShare: majorityShare(train.labels, test.labels, labels.length),
    summary: {
      ...dropped,
      read: source.records.length + dropped.nearDuplicates + dropped.tooShort + dropped.mixedLabel,
      duplicates,
      records,
      withoutWords: withoutWords(train) + withoutWords(test),
      trainTokens: train.ids.length,
      testTokens: test.ids.length,
    },
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
