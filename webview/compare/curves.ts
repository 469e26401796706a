// The curves of the selected runs, gathered by series: one chart a series, one line a run.
import type { ScalarBuckets, ScalarView } from '../../src/protocol/buckets';
import type { ComparedRun } from '../../src/protocol/compare';
import { revealed } from '../../src/protocol/labelled';
import type { RunId } from '../../src/protocol/run';
import type { Sensitivity } from '../../src/core/sensitivity';
import type { LineSeries } from '../shared/chart/lineModel';
import { labels } from './labels';

/** Series with the seconds of training at each step: what the time axis is made of. */
export const timeSeries = 'elapsedSeconds';

export interface CurveSet {
  readonly name: string;
  /** The strictest of its lines. */
  readonly sensitivity: Sensitivity;
  readonly lines: readonly LineSeries[];
}

type Curves = ReadonlyMap<RunId, readonly ScalarView[]>;

/** Names of all series that any run has, in the order in which they come; time is an axis and no series of its own. */
export function seriesNames(curves: Curves): string[] {
  const names = new Set([...curves.values()].flatMap((views) => views.map(({ name }) => name)));
  return [...names].filter((name) => name !== timeSeries);
}

/** Lines of one series, in the order of the selection; runs without it are left out. */
export function curveSet(name: string, runs: readonly { readonly run: ComparedRun; readonly style: number }[], curves: Curves): CurveSet {
  const found = runs.flatMap(({ run, style }) => {
    const views = curves.get(run.id) ?? [];
    const view = views.find((one) => one.name === name);
    return view === undefined ? [] : [{ run, style, view, seconds: bucketsOf(views, timeSeries) }];
  });
  const called = labels(found.map(({ run }) => run));
  return {
    name,
    sensitivity: strictest(found.map(({ view }) => view.sensitivity)),
    lines: found.map(({ run, style, view, seconds }) => ({
      key: run.id,
      label: called.get(run.id)!,
      width: view.width,
      buckets: revealed(view.buckets),
      style,
      band: false,
      seconds,
    })),
  };
}

function bucketsOf(views: readonly ScalarView[], name: string): ScalarBuckets | undefined {
  const view = views.find((one) => one.name === name);
  return view && revealed(view.buckets);
}

const strictest = (list: readonly Sensitivity[]): Sensitivity =>
  list.includes('sensitive') ? 'sensitive' : list.includes('released') ? 'released' : 'public';
