// What a person has chosen on the page: kept over a reload and a restart of the editor, never data of runs.
import type { RunId } from '../../src/protocol/run';
import { isColumn, usualColumns } from './columns';

export interface Sort {
  /** Id of a column. */
  readonly column: string;
  readonly descending: boolean;
}

export interface Choices {
  /** Ids of the shown columns besides the name, in the order of the table. */
  readonly columns: readonly string[];
  /** Undefined: the newest first, as the extension sends them. */
  readonly sort: Sort | undefined;
  readonly filter: string;
  /** Selected runs in the order of their selection, each with the number of its line style. */
  readonly selection: readonly Selected[];
  /** Names of the series that are drawn. */
  readonly series: readonly string[];
  /** Weight of the past in the drawn curves, from 0 (none) to below 1. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
  readonly axis: Axis;
  /** Metric that stands against ε; undefined until somebody chooses. */
  readonly metric: string | undefined;
}

/** Time is that of training, from the start of each run. */
export type Axis = 'step' | 'time';

/** A style stays with its run while others come and go. */
export interface Selected {
  readonly runId: RunId;
  readonly style: number;
}

export const firstChoices: Choices = {
  columns: usualColumns,
  sort: undefined,
  filter: '',
  selection: [],
  series: ['loss', 'epsilon'],
  smoothing: 0,
  logarithmic: false,
  axis: 'step',
  metric: undefined,
};

/** Choices as an earlier life of the tab has kept them. What is not understood, of another version, is as nobody had chosen. */
export function parseChoices(saved: unknown): Choices {
  if (typeof saved !== 'object' || saved === null) return firstChoices;
  const got: Partial<Record<keyof Choices, unknown>> = saved;
  const or = <K extends keyof Choices>(key: K, fits: (value: unknown) => boolean): Choices[K] =>
    fits(got[key]) ? (got[key] as Choices[K]) : firstChoices[key];
  return {
    columns: or('columns', (value) => isListOf(value, (id) => typeof id === 'string' && isColumn(id))),
    sort: or('sort', isSort),
    filter: or('filter', (value) => typeof value === 'string'),
    selection: or('selection', (value) => isListOf(value, isSelected)),
    series: or('series', (value) => isListOf(value, (name) => typeof name === 'string')),
    smoothing: or('smoothing', (value) => typeof value === 'number' && value >= 0 && value < 1),
    logarithmic: or('logarithmic', (value) => typeof value === 'boolean'),
    axis: or('axis', (value) => value === 'step' || value === 'time'),
    metric: or('metric', (value) => typeof value === 'string'),
  };
}

const isListOf = (value: unknown, fits: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(fits);

const isSort = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'column' in value && typeof value.column === 'string' && isColumn(value.column) && 'descending' in value;

const isSelected = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'runId' in value && typeof value.runId === 'string' && 'style' in value && Number.isInteger(value.style);
