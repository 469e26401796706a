// What the compare page knows and how it changes: a pure reducer, so that every way through the page can be tested without a page.
import { assertNever } from '../../src/base/errors';
import type { ScalarView } from '../../src/protocol/buckets';
import type { ComparedRun, ToCompare } from '../../src/protocol/compare';
import type { RunId } from '../../src/protocol/run';
import type { StepRange } from '../shared/chart/lineModel';
import { firstChoices, type Axis, type Choices, type Selected } from './choices';

export interface CompareState {
  readonly choices: Choices;
  /** The newest first; undefined before the extension has sent them. */
  readonly runs: readonly ComparedRun[] | undefined;
  /** Series of selected runs, as far as they have come. */
  readonly curves: ReadonlyMap<RunId, readonly ScalarView[]>;
  /** Steps that the charts show; undefined for all. */
  readonly range: StepRange | undefined;
  /** Asked for by name, at every export anew: never kept. */
  readonly exportSensitive: boolean;
  /** Why there is nothing to see, in words. */
  readonly unavailable: string | undefined;
}

export type CompareEvent =
  | { readonly type: 'received'; readonly message: ToCompare }
  /** Runs join or leave the selection. */
  | { readonly type: 'select'; readonly runIds: readonly RunId[]; readonly selected: boolean }
  | { readonly type: 'clearSelection' }
  /** Sorts by a column; by the same one again: the other way round, then not at all. */
  | { readonly type: 'sort'; readonly column: string }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'showColumn'; readonly column: string; readonly shown: boolean }
  | { readonly type: 'showSeries'; readonly name: string; readonly shown: boolean }
  | { readonly type: 'smooth'; readonly weight: number }
  | { readonly type: 'scale'; readonly logarithmic: boolean }
  | { readonly type: 'axis'; readonly axis: Axis }
  | { readonly type: 'metric'; readonly name: string }
  | { readonly type: 'zoom'; readonly range: StepRange | undefined }
  | { readonly type: 'exportSensitive'; readonly included: boolean };

export const firstState = (choices: Choices = firstChoices): CompareState => ({
  choices,
  runs: undefined,
  curves: new Map(),
  range: undefined,
  exportSensitive: false,
  unavailable: undefined,
});

export function reduce(state: CompareState, event: CompareEvent): CompareState {
  const { choices } = state;
  const choose = (changed: Partial<Choices>): CompareState => ({ ...state, choices: { ...choices, ...changed } });
  switch (event.type) {
    case 'received':
      return received(state, event.message);
    case 'select':
      return withSelection(state, event.selected ? joined(choices.selection, event.runIds) : without(choices.selection, event.runIds));
    case 'clearSelection':
      return withSelection(state, []);
    case 'sort':
      return choose({ sort: nextSort(choices, event.column) });
    case 'filter':
      return choose({ filter: event.text });
    case 'showColumn':
      return choose({ columns: toggled(choices.columns, event.column, event.shown) });
    case 'showSeries':
      return choose({ series: toggled(choices.series, event.name, event.shown) });
    case 'smooth':
      return choose({ smoothing: event.weight });
    case 'scale':
      return choose({ logarithmic: event.logarithmic });
    case 'axis':
      return choose({ axis: event.axis });
    case 'metric':
      return choose({ metric: event.name });
    case 'zoom':
      return { ...state, range: event.range };
    case 'exportSensitive':
      return { ...state, exportSensitive: event.included };
    default:
      return assertNever(event);
  }
}

/** Selected runs that exist, in the order of their selection, with the styles of their lines. */
export function selectedRuns({ runs, choices }: CompareState): { readonly run: ComparedRun; readonly style: number }[] {
  const byId = new Map(runs?.map((run) => [run.id, run]));
  return choices.selection.flatMap(({ runId, style }) => {
    const run = byId.get(runId);
    return run === undefined ? [] : [{ run, style }];
  });
}

function received(state: CompareState, message: ToCompare): CompareState {
  switch (message.type) {
    case 'runs': {
      const known = new Set(message.runs.map(({ id }) => id));
      const kept = message.selected === undefined ? state.choices.selection : joined([], message.selected);
      const next = { ...state, runs: message.runs, unavailable: undefined };
      return withSelection(next, kept.filter(({ runId }) => known.has(runId)));
    }
    case 'changed': {
      const changed = new Map(message.runs.map((run) => [run.id, run]));
      return { ...state, runs: state.runs?.map((run) => changed.get(run.id) ?? run) };
    }
    case 'curves':
      if (!state.choices.selection.some(({ runId }) => runId === message.runId)) return state;
      return { ...state, curves: new Map(state.curves).set(message.runId, message.scalars) };
    case 'unavailable':
      return { ...state, unavailable: message.message };
    default:
      return assertNever(message);
  }
}

/** Curves of runs that are no longer selected are dropped; they would go stale. */
function withSelection(state: CompareState, selection: readonly Selected[]): CompareState {
  const selected = new Set(selection.map(({ runId }) => runId));
  const curves = new Map([...state.curves].filter(([runId]) => selected.has(runId)));
  return { ...state, curves, choices: { ...state.choices, selection } };
}

/** Each new run gets the first style that is free. */
function joined(selection: readonly Selected[], runIds: readonly RunId[]): Selected[] {
  const result = [...selection];
  const present = new Set(selection.map(({ runId }) => runId));
  const taken = new Set(selection.map(({ style }) => style));
  let style = 0;
  for (const runId of runIds) {
    if (present.has(runId)) continue;
    while (taken.has(style)) style++;
    present.add(runId);
    taken.add(style);
    result.push({ runId, style });
  }
  return result;
}

function without(selection: readonly Selected[], runIds: readonly RunId[]): Selected[] {
  const leaving = new Set(runIds);
  return selection.filter(({ runId }) => !leaving.has(runId));
}

const toggled = (list: readonly string[], item: string, present: boolean): string[] => {
  const others = list.filter((other) => other !== item);
  return present ? [...others, item] : others;
};

/** Numbers and moments start with the largest, as most people look for the best or the latest. */
function nextSort({ sort }: Choices, column: string): Choices['sort'] {
  if (sort?.column !== column) return { column, descending: true };
  return sort.descending ? { column, descending: false } : undefined;
}
