// What a line chart shows, as data: series in buckets, reference lines, the axis, and the columns that the plot is drawn from.
import type { ScalarBuckets } from '../../../src/protocol/buckets';
import { anyOf, number } from '../format';
import { t } from '../translate';
import { smooth } from './smoothing';

export interface LineSeries {
  /** Stays the same over updates. */
  readonly key: string;
  readonly label: string;
  readonly width: number;
  readonly buckets: ScalarBuckets;
  /** Index for `seriesStyle`: the same series looks the same everywhere. */
  readonly style: number;
  /** False to draw the line alone, where bands would hide each other. */
  readonly band: boolean;
  /** Seconds since the start, by step: needed for the time axis; a series without stays away from it. */
  readonly seconds: ScalarBuckets | undefined;
}

/** A level that the values are compared with, e.g. the clip norm. */
export interface ReferenceLine {
  readonly label: string;
  readonly value: number;
  readonly tone: 'neutral' | 'warning';
}

export type HorizontalAxis = 'step' | 'time';

export interface StepRange {
  readonly fromStep: number;
  /** Excluded. */
  readonly toStep: number;
}

export interface LineChartModel {
  /** Names the chart for screen readers, and the table. */
  readonly title: string;
  readonly series: readonly LineSeries[];
  readonly references: readonly ReferenceLine[];
  readonly axis: HorizontalAxis;
  /** Logarithmic values; those of 0 and below are left out, and the chart says so. */
  readonly log: boolean;
  /** Weight of the past in the drawn line, from 0 (none) to below 1. */
  readonly smoothing: number;
  /** Steps that the axis covers; undefined: whatever there is. */
  readonly range: StepRange | undefined;
  /** Charts with the same key move their cursors together. */
  readonly syncKey: string;
  readonly format: (value: number) => string;
  /** The person at the page chose a range by dragging or by keyboard; undefined: everything again. */
  readonly onZoom: (range: StepRange | undefined) => void;
}

/** Columns of the plot: one shared axis, gaps as null. Per series the drawn line, then smallest and largest of the bucket. */
export interface PlotColumns {
  readonly x: readonly number[]; // (points)
  readonly steps: readonly number[]; // (points)
  readonly lines: readonly (readonly (number | null)[])[]; // (series, points)
  readonly low: readonly (readonly (number | null)[])[]; // (series, points)
  readonly high: readonly (readonly (number | null)[])[]; // (series, points)
}

interface Placed {
  readonly x: Float64Array;
  readonly steps: Int32Array;
}

/**
 * Columns for the plot.
 * - Series with buckets at other steps share one axis: each has gaps where only others have points.
 * - On the logarithmic axis values of 0 and below are gaps.
 * - A value that is no number is a gap.
 */
export function plotColumns({ series, axis, log, smoothing }: Pick<LineChartModel, 'series' | 'axis' | 'log' | 'smoothing'>): PlotColumns {
  const placed = series.map((one) => place(one, axis));
  const { x, steps } = union(placed);
  const rowOf = new Map(x.map((at, row) => [at, row]));
  const column = (index: number, values: ArrayLike<number>): (number | null)[] => {
    const spread = new Array<number | null>(x.length).fill(null);
    placed[index].x.forEach((at, i) => {
      const value = values[i];
      if (Number.isFinite(value) && (!log || value > 0)) spread[rowOf.get(at)!] = value;
    });
    return spread;
  };
  return {
    x,
    steps,
    lines: series.map(({ buckets }, i) => column(i, smooth(buckets.last, smoothing))),
    low: series.map(({ buckets }, i) => column(i, buckets.min)),
    high: series.map(({ buckets }, i) => column(i, buckets.max)),
  };
}

function place({ buckets: { steps }, seconds }: LineSeries, axis: HorizontalAxis): Placed {
  if (axis === 'step') return { x: Float64Array.from(steps), steps };
  return seconds === undefined ? { x: new Float64Array(0), steps: new Int32Array(0) } : { x: Float64Array.from(steps, (step) => secondsAt(seconds, step)), steps };
}

/** All places of all series once, rising, each with a step that lies there. */
function union(placed: readonly Placed[]): { x: number[]; steps: number[] } {
  const [first, ...others] = placed;
  if (first === undefined) return { x: [], steps: [] };
  // Series of one run share their steps; there is nothing to sort then.
  if (others.every(({ x }) => same(x, first.x))) return { x: [...first.x], steps: [...first.steps] };
  const stepAt = new Map<number, number>();
  for (const { x, steps } of placed) x.forEach((at, i) => stepAt.set(at, steps[i]));
  const x = [...stepAt.keys()].sort((a, b) => a - b);
  return { x, steps: x.map((at) => stepAt.get(at)!) };
}

const same = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);

/** Seconds at a step: between the known buckets in proportion, outside of them those of the nearest. 0 without any. */
export function secondsAt({ steps, last }: ScalarBuckets, step: number): number {
  const after = firstAtOrAfter(steps, step);
  if (after === steps.length) return last[steps.length - 1] ?? 0;
  if (after === 0 || steps[after] === step) return last[after];
  const share = (step - steps[after - 1]) / (steps[after] - steps[after - 1]);
  return last[after - 1] + share * (last[after] - last[after - 1]);
}

/** Index of the first entry of a rising list that is not below the value; the length when all are. */
export function firstAtOrAfter(rising: ArrayLike<number>, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What the chart has to say about its own exactness; empty when it shows every point as it is. */
export function notes({ series, log, smoothing }: Pick<LineChartModel, 'series' | 'log' | 'smoothing'>): string[] {
  const widths = [...new Set(series.map(({ width }) => width).filter((width) => width > 1))].sort((a, b) => a - b);
  const hidden = log ? series.reduce((count, { buckets }) => count + buckets.last.filter((value) => value <= 0).length, 0) : 0;
  return [
    ...(widths.length === 0 ? [] : [t('Buckets of {0} steps: line = last value, band = smallest to largest.', anyOf(widths))]),
    ...(smoothing > 0 ? [t('Line smoothed (weight {0}); the read-out and the table hold the values as they are.', number(smoothing))] : []),
    ...(hidden > 0 ? [t('{0} values of 0 or below have no place on the logarithmic axis.', hidden)] : []),
  ];
}
