// A record before tokenisation, what a source of records says about itself, and how loading reports its progress.

export interface TextRecord {
  /** As {@link tidyText} leaves it. */
  readonly text: string;
  /** Class, an index into the data set's labels. */
  readonly label: number;
  /** Whose it is: the value in the column of the unit of privacy; absent where every record is a unit of its own. */
  readonly unit?: string;
}

/** The records of one data set as read and cleaned, before exact de-duplication, the bound on units and the split. */
export interface RecordSource {
  readonly name: string;
  readonly declared: 'private' | 'publicDemonstration';
  readonly labels: readonly string[];
  readonly records: readonly TextRecord[];
  readonly dropped: Dropped;
  readonly split: SplitRule;
}

/** Records that cleaning left out, by reason. Data-dependent. */
export interface Dropped {
  /** Near-duplicates of a record that was kept; only built-in data looks for them. */
  readonly nearDuplicates: number;
  /** Under five words after cleaning; built-in data only. */
  readonly tooShort: number;
  /** Members of near-duplicate groups that disagree on the label; built-in data only. */
  readonly mixedLabel: number;
}

export interface SplitRule {
  /** Expected share of the units of privacy in the test split. */
  readonly testShare: number;
  /** Key of the hash that decides: public for public data, the store's secret otherwise. */
  readonly key: Uint8Array;
}

/** How far loading has come. `total` is absent where it is not known ahead. */
export interface LoadProgress {
  readonly stage: 'cleaning e-mails' | 'comparing e-mails' | 'reading records';
  readonly done: number;
  readonly total?: number;
}

export type OnProgress = (progress: LoadProgress) => void;

/**
 * A text in the one form by which records are compared: Unicode NFC, single spaces, none at the ends. So texts that differ
 * only in line breaks, indentation or the composition of accents are the same text.
 */
export function tidyText(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
