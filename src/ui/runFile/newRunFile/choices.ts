// What the questions for a new run file have found out so far, and the file that it makes.
import type { PresetName } from '../../../core/config/presets';
import type { PrivacyUnit } from '../../../core/privacy/unit';
import type { DataPreview } from '../../../services/dataPreview';
import type { NewData, NewRunFile } from '../../../services/newRunFile';
import type { Outcome } from './wizard';

export interface Choices {
  readonly source?: Source;
  readonly text?: string;
  readonly label?: string;
  readonly labels?: readonly string[];
  readonly declared?: 'private' | 'publicDemonstration';
  /** Whether one person can have several records; false where nothing in the file could tell. */
  readonly severalRecords?: boolean;
  readonly unitColumn?: string;
  readonly maxRecords?: number;
  readonly publicSize?: number;
  readonly preset?: PresetName;
  readonly epsilon?: number;
  readonly delta?: number;
  /** Absolute path of the new run file. */
  readonly target?: string;
}

export type Source = { readonly type: 'builtIn' } | { readonly type: 'file'; readonly path: string; readonly preview: DataPreview };

/** The choices with an answer added. */
export const answer = <T>(choices: Choices, outcome: Outcome<T>, change: (value: T) => Partial<Choices>): Outcome<Choices> =>
  outcome.type === 'next' ? { type: 'next', value: { ...choices, ...change(outcome.value) } } : outcome;

/** The run file that complete choices make. The name is that of the file, so it comes last. */
export function runFileOf(choices: Choices, name: string): NewRunFile {
  const { source, preset, publicSize, epsilon, delta } = choices;
  return {
    name,
    data: dataOf(required(source), choices),
    unit: unitOf(choices),
    preset: required(preset),
    publicSize: required(publicSize),
    epsilon: required(epsilon),
    delta: required(delta),
  };
}

function dataOf(source: Source, { text, label, labels, declared }: Choices): NewData {
  if (source.type === 'builtIn') return source;
  return { type: 'file', path: source.path, text: required(text), label: required(label), labels: required(labels), declared: required(declared) };
}

const unitOf = ({ severalRecords = false, unitColumn, maxRecords }: Choices): PrivacyUnit =>
  severalRecords ? { column: required(unitColumn), maxRecords: required(maxRecords) } : 'record';

/** Columns of the file that are neither text nor label. */
export const freeColumns = ({ source, text, label }: Choices): string[] =>
  source?.type === 'file' ? source.preview.columns.filter((name) => name !== text && name !== label) : [];

/** Every question before this one has been answered. */
function required<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error('A question for the new run file was passed over.');
  return answer;
}
