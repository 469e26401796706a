// What a heat map shows, as data: one column a bucket of steps, one row an expert.
import type { VectorBuckets } from '../../../src/protocol/buckets';
import { stepsCell, stepsText } from '../format';
import { t } from '../translate';
import type { ColourScale } from './colourScale';
import { firstAtOrAfter, type StepRange } from './lineModel';
import type { TableData } from './pagedTable';

export interface HeatMapModel {
  /** Names the chart for screen readers, and the table. */
  readonly title: string;
  readonly width: number;
  readonly buckets: VectorBuckets;
  /** Values are multiplied by it, e.g. by the number of experts to make a load a multiple of the fair one. */
  readonly factor: number;
  readonly scale: ColourScale;
  /** Labels of both ends of the colour scale, and what is in between. */
  readonly ends: { readonly low: string; readonly high: string; readonly between: string };
  readonly format: (value: number) => string;
  readonly range: StepRange | undefined;
  /** False in a small map beside others: without table, scale and notes. */
  readonly detailed: boolean;
}

/** Buckets of the map from `first` on, `columns` places wide: empty buckets have a place too. */
export interface HeatColumns {
  readonly first: number;
  readonly columns: number;
  /** Index of the bucket in each column, −1 for an empty one. (columns) */
  readonly bucketAt: Int32Array;
}

export function heatColumns({ buckets: { steps }, width, range }: Pick<HeatMapModel, 'buckets' | 'width' | 'range'>): HeatColumns {
  const from = range === undefined ? 0 : firstAtOrAfter(steps, range.fromStep - width + 1);
  const to = range === undefined ? steps.length : firstAtOrAfter(steps, range.toStep);
  if (from >= to) return { first: 0, columns: 0, bucketAt: new Int32Array(0) };
  const first = steps[from];
  const columns = Math.floor((steps[to - 1] - first) / width) + 1;
  const bucketAt = new Int32Array(columns).fill(-1);
  for (let i = from; i < to; i++) bucketAt[Math.floor((steps[i] - first) / width)] = i;
  return { first, columns, bucketAt };
}

/** Smallest and largest mean above 0 of the map: what a logarithmic scale can span. Undefined without any. */
export function extent({ mean }: VectorBuckets): { readonly least: number; readonly most: number } | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const value of mean) {
    if (!Number.isFinite(value) || value <= 0) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least > most ? undefined : { least, most };
}

/** One sentence about a cell. */
export function cellText({ buckets, width, factor, format }: HeatMapModel, { first, bucketAt }: HeatColumns, column: number, expert: number): string {
  const bucket = bucketAt[column];
  const place = t('{0}, expert {1}', stepsText(first + column * width, width), expert);
  if (bucket < 0) return t('{0}: no points', place);
  const cell = bucket * buckets.experts + expert;
  const mean = format(buckets.mean[cell] * factor);
  if (width === 1) return `${place}: ${mean}`;
  return t('{0}: mean {1} ({2} to {3})', place, mean, format(buckets.min[cell] * factor), format(buckets.max[cell] * factor));
}

/** A row a bucket, a column an expert. */
export function heatTable({ title, buckets, width, factor, format }: HeatMapModel, { bucketAt }: HeatColumns): TableData {
  const shown = bucketAt.filter((bucket) => bucket >= 0);
  const experts = Array.from({ length: buckets.experts }, (_, expert) => expert);
  return {
    caption: width === 1 ? title : t('{0}: means of buckets of {1} steps', title, width),
    columns: [t('Step'), ...experts.map((expert) => t('Expert {0}', expert))],
    rows: shown.length,
    row: (index) => [
      stepsCell(buckets.steps[shown[index]], width),
      ...experts.map((expert) => format(buckets.mean[shown[index] * buckets.experts + expert] * factor)),
    ],
  };
}
