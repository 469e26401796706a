// Drafts a new run file from what someone chose, with comments that say what is proposed and what to think about.
import { isAbsolute, relative } from 'node:path';
import { deltaText } from '../core/privacy/guaranteeText';
import type { PrivacyUnit } from '../core/privacy/unit';
import type { PresetName } from '../core/config/presets';
import { proposedBatchSize, proposedEpochs } from './proposals';

/** What is chosen; all else in a new file is proposed and called so. */
export interface NewRunFile {
  readonly name: string;
  readonly data: NewData;
  /** A record for the built-in data, which has no other column. */
  readonly unit: PrivacyUnit;
  readonly preset: PresetName;
  /** N: publicly known number of units of privacy to train on. */
  readonly publicSize: number;
  readonly epsilon: number;
  readonly delta: number;
}

export type NewData =
  | { readonly type: 'builtIn' }
  | {
      readonly type: 'file';
      /** Absolute. */
      readonly path: string;
      readonly text: string;
      readonly label: string;
      readonly labels: readonly string[];
      readonly declared: 'private' | 'publicDemonstration';
    };

/** Training records of the built-in data; it is public, so is its number. */
export const builtInSize = 4059;

/** Share of the records of a file that a new run file keeps for testing. */
export const proposedTestShare = 0.2;

/**
 * The text of a run file that parses and plans.
 * @param folder where the file will lie; the data file is written relative to it where it lies on the same disk
 */
export function draftRunFile(choices: NewRunFile, folder: string): string {
  const { name, data, unit, preset, publicSize, epsilon, delta } = choices;
  return `{
  "name": ${JSON.stringify(name)},
  "data": ${dataText(data, folder)},
  "model": { "preset": ${JSON.stringify(preset)} },
  "privacy": {
    // The guarantee: ${guarded(unit)} more or less changes the chances of any result by at most a factor of e^ε, but for δ.
    "unit": ${unitJson(unit)},
    "neighbouringRelation": "addOrRemoveOne",
    "epsilon": ${epsilon},
    "delta": ${deltaText(delta)}, // well below 1/N
    // Proposed. Gradients of ${unit === 'record' ? 'a record' : 'all records of one unit together'} are cut to this norm; the noise is proportional to it, and ε does not depend on it.
    "clipNorm": 1,
    // N, the number of ${unit === 'record' ? 'training records' : 'units (not records) to train on'} as it is known to the public. It becomes public by standing here.
    "publicSize": ${publicSize},
    // Proposed: large batches suffer less from the noise.
    "expectedBatchSize": ${proposedBatchSize(publicSize)},
    "epochs": ${proposedEpochs}
  },
  "training": {
    // Proposed. Nothing in this section changes the guarantee.
    "optimizer": { "name": "adam" },
    "learningRate": 0.012
  }
}
`;
}

/** A column may have any name, but a comment ends with its line. */
const guarded = (unit: PrivacyUnit): string => (unit === 'record' ? 'one record' : 'all records of one value of the column');

const unitJson = (unit: PrivacyUnit): string => (unit === 'record' ? '"record"' : `{ "column": ${JSON.stringify(unit.column)}, "maxRecords": ${unit.maxRecords} }`);

function dataText(data: NewData, folder: string): string {
  if (data.type === 'builtIn') return '{ "builtIn": "spam-assassin", "maxTokens": 512 }';
  const { path, text, label, labels, declared } = data;
  return `{
    "path": ${JSON.stringify(pathFrom(folder, path))},
    "text": ${JSON.stringify(text)},
    "label": ${JSON.stringify(label)},
    // Every label, in the order of the classes. They become public by standing here, and are never read from the data.
    "labels": [${labels.map((one) => JSON.stringify(one)).join(', ')}],
    "declared": ${JSON.stringify(declared)},
    "testShare": ${proposedTestShare},
    "maxTokens": 512
  }`;
}

/** With forward slashes, which every system reads. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path);
  return (isAbsolute(way) ? path : way).replaceAll('\\', '/');
}

/**
 * Labels that the first rows of a data file hold, as they would be written into a run file. Data-dependent: they are shown to the
 * owner of the data only, who decides which of them become public.
 * @returns none when the column looks like no label: with more values than classes that anyone would train
 */
export function labelsIn(rows: readonly Readonly<Record<string, unknown>>[], column: string): string[] {
  const values = rows.map((row) => row[column]).filter((value) => ['string', 'number', 'bigint', 'boolean'].includes(typeof value));
  const labels = [...new Set(values.map(String))].sort();
  return labels.length > mostLabels ? [] : labels;
}

const mostLabels = 50;
