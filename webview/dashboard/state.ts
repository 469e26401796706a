// State of the dashboard page, and how messages and choices change it: a pure reducer.
import { assertNever } from '../../src/base/errors';
import type { ScalarView, VectorKind, VectorView } from '../../src/protocol/buckets';
import type { DashboardBudget, DashboardRun, DashboardSnapshot, DashboardTail, PlannedEpsilon, ToDashboard } from '../../src/protocol/dashboard';
import type { StepRange } from '../shared/chart/lineModel';
import type { Choices, PanelId } from './choices';
import { appendScalar, appendVector, cutScalar, cutVector } from './merge';

/** Everything that came from the extension. */
export interface DashboardData {
  readonly run: DashboardRun;
  readonly budget: DashboardBudget | undefined;
  readonly scalars: ReadonlyMap<string, ScalarView>;
  readonly vectorSeries: DashboardSnapshot['vectorSeries'];
  /** Of the layers that are or were on screen, by {@link vectorKey}. */
  readonly vectors: ReadonlyMap<string, VectorView>;
}

export interface Zoom {
  readonly range: StepRange;
  /** Number of the question; answers to earlier ones are passed over. */
  readonly request: number;
  /** Finer series of the range; undefined until they arrive, while the coarse ones are shown. */
  readonly scalars: ReadonlyMap<string, ScalarView> | undefined;
}

export interface DashboardState {
  /** Undefined until the first snapshot. */
  readonly data: DashboardData | undefined;
  /** The curve of the plan; empty until it arrives, and without privacy. */
  readonly planned: readonly PlannedEpsilon[];
  /** Why there is nothing to show any more. */
  readonly unavailable: string | undefined;
  /** A message that the page did not understand, or a failure of its own. */
  readonly problem: string | undefined;
  readonly zoom: Zoom | undefined;
  /** Requests of finer series so far. */
  readonly requests: number;
  /** A tail did not fit to what the page has: it must ask for a new snapshot. */
  readonly stale: boolean;
  readonly choices: Choices;
}

export type DashboardEvent =
  | { readonly type: 'received'; readonly message: ToDashboard }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'zoomed'; readonly range: StepRange | undefined }
  /** Asks again for the range on show, which has got new steps. */
  | { readonly type: 'zoomRefreshed' }
  | { readonly type: 'chose'; readonly choices: Partial<Choices> }
  | { readonly type: 'toggled'; readonly list: 'logarithmic' | 'collapsed'; readonly panel: PanelId };

export const initialState = (choices: Choices): DashboardState => ({
  data: undefined,
  planned: [],
  unavailable: undefined,
  problem: undefined,
  zoom: undefined,
  requests: 0,
  stale: false,
  choices,
});

export const vectorKey = ({ kind, layer }: { readonly kind: VectorKind; readonly layer: number }): string => `${kind}/${layer}`;

export function reduce(state: DashboardState, event: DashboardEvent): DashboardState {
  switch (event.type) {
    case 'received':
      return receive({ ...state, problem: undefined }, event.message);
    case 'failed':
      return { ...state, problem: event.message };
    case 'zoomed':
      return zoomed(state, event.range);
    case 'zoomRefreshed':
      return state.zoom === undefined ? state : { ...state, requests: state.requests + 1, zoom: { ...state.zoom, request: state.requests + 1 } };
    case 'chose':
      return { ...state, choices: { ...state.choices, ...event.choices } };
    case 'toggled':
      return { ...state, choices: { ...state.choices, [event.list]: toggled(state.choices[event.list], event.panel) } };
    default:
      return assertNever(event);
  }
}

function receive(state: DashboardState, message: ToDashboard): DashboardState {
  switch (message.type) {
    case 'snapshot':
      return { ...state, data: fromSnapshot(message.snapshot), unavailable: undefined, stale: false };
    case 'tail':
      return withTail(state, message.tail);
    case 'planned':
      return { ...state, planned: message.points };
    case 'vectors':
      return state.data === undefined ? state : { ...state, data: { ...state.data, vectors: replaced(state.data.vectors, message.vectors) } };
    case 'range':
      return state.zoom?.request === message.request ? { ...state, zoom: { ...state.zoom, scalars: byName(message.scalars) } } : state;
    case 'unavailable':
      return { ...state, unavailable: message.message };
    default:
      return assertNever(message);
  }
}

const byName = (scalars: readonly ScalarView[]): ReadonlyMap<string, ScalarView> => new Map(scalars.map((view) => [view.name, view]));

const fromSnapshot = ({ run, budget, scalars, vectorSeries }: DashboardSnapshot): DashboardData => ({
  run,
  budget,
  scalars: byName(scalars),
  vectorSeries,
  vectors: new Map(),
});

/**
 * All views lose what they hold from the tail's first step on, also those that the tail has nothing of. A tail before any
 * snapshot, or with buckets that do not go together with those before, makes the state stale.
 */
function withTail(state: DashboardState, { run, budget, fromStep, scalars, vectors }: DashboardTail): DashboardState {
  if (state.data === undefined) return { ...state, stale: true };
  const known = new Set(state.data.vectorSeries.map(vectorKey));
  const added = vectors.filter((view) => !known.has(vectorKey(view))).map(({ kind, layer }) => ({ kind, layer }));
  const allScalars = followed(state.data.scalars, scalars, ({ name }) => name, (view) => cutScalar(view, fromStep), appendScalar);
  const allVectors = followed(state.data.vectors, vectors, vectorKey, (view) => cutVector(view, fromStep), appendVector);
  if (allScalars === undefined || allVectors === undefined) return { ...state, stale: true };
  return { ...state, data: { run, budget, scalars: allScalars, vectors: allVectors, vectorSeries: [...state.data.vectorSeries, ...added] } };
}

/** Undefined when any of the later views does not go together with its own. */

function followed<View>(
  own: ReadonlyMap<string, View>,
  later: readonly View[],
  keyOf: (view: View) => string,
  cut: (view: View) => View,
  append: (view: View | undefined, later: View) => View | undefined,
): ReadonlyMap<string, View> | undefined {
  const all = new Map([...own].map(([key, view]) => [key, cut(view)]));
  for (const view of later) {
    const joined = append(all.get(keyOf(view)), view);
    if (joined === undefined) return undefined;
    all.set(keyOf(view), joined);
  }
  return all;
}

function replaced(vectors: DashboardData['vectors'], fresh: readonly VectorView[]): DashboardData['vectors'] {
  const all = new Map(vectors);
  for (const view of fresh) all.set(vectorKey(view), view);
  return all;
}

/** A range beyond the steps of the run is cut to them; one that holds all of them is no zoom. */
function zoomed(state: DashboardState, wanted: StepRange | undefined): DashboardState {
  const steps = state.data?.run.plan.steps ?? 0;
  if (wanted === undefined) return { ...state, zoom: undefined };
  const range = { fromStep: Math.max(0, wanted.fromStep), toStep: Math.min(steps + 1, wanted.toStep) };
  if (range.toStep <= range.fromStep) return state;
  if (range.fromStep === 0 && range.toStep >= steps) return { ...state, zoom: undefined };
  const request = state.requests + 1;
  return { ...state, requests: request, zoom: { range, request, scalars: undefined } };
}

const toggled = (list: readonly PanelId[], panel: PanelId): readonly PanelId[] =>
  list.includes(panel) ? list.filter((one) => one !== panel) : [...list, panel];
