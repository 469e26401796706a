// Reads scalar series in buckets of steps; SQLite gathers the points, so that only what a view draws crosses into JavaScript.
import type { ScalarBuckets } from '../../protocol/buckets';
import type { Connection } from '../driver';
import { blockSteps } from './rollups';

/** Part of one series: the buckets that hold any step from `fromStep` up to `toStep` (excluded). */
export interface ScalarRange {
  /** Id of the series. */
  readonly series: number;
  readonly fromStep: number;
  readonly toStep: number;
}

interface BucketRow {
  /** Place of the range among those that were asked for. */
  readonly place: number;
  readonly bucket: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly last: number | null;
}

/**
 * The buckets of each range, in the order of the ranges. Ranges are widened to whole buckets.
 * A NaN is skipped by min and max, and kept by last; a bucket of nothing else has NaN for all three. ±Infinity is a number.
 * @param width steps of one bucket, a power of two
 */
export async function readScalarBuckets(connection: Connection, ranges: readonly ScalarRange[], width: number): Promise<ScalarBuckets[]> {
  const rows = await connection.all<BucketRow>(selectionFor(width), [JSON.stringify(ranges.map((range) => inUnits(range, width)))]);
  const parts: BucketRow[][] = ranges.map(() => []);
  for (const row of rows) parts[row.place].push(row);
  return parts.map((part) => toBuckets(part, width));
}

/** Buckets of whole blocks come from the roll-ups, finer ones from the points, and single steps need no gathering. */
function selectionFor(width: number): string {
  if (width === 1) return rawPoints;
  return width % blockSteps === 0 ? gathered('scalar_rollups', 'block', width / blockSteps, rollupColumns) : gathered('scalars', 'step', width, pointColumns);
}

/** First and last unit (steps or blocks) of a range that is widened to whole buckets, for the statement's json_each. */
function inUnits({ series, fromStep, toStep }: ScalarRange, width: number): [series: number, from: number, to: number] {
  const perBucket = width % blockSteps === 0 ? width / blockSteps : width;
  const end = Number.isFinite(toStep) ? toStep : Number.MAX_SAFE_INTEGER - width;
  return [series, Math.floor(fromStep / width) * perBucket, Math.ceil(end / width) * perBucket];
}

const rawPoints = `
  SELECT range.key AS place, step AS bucket, scalars.value AS min, scalars.value AS max, scalars.value AS last
  FROM json_each(?) AS range
  CROSS JOIN scalars ON series = range.value ->> 0 AND step >= range.value ->> 1 AND step < range.value ->> 2
  ORDER BY place, step`;

interface SourceColumns {
  readonly min: string;
  readonly max: string;
  readonly last: string;
}

const pointColumns: SourceColumns = { min: 'value', max: 'value', last: 'value' };
const rollupColumns: SourceColumns = { min: 'min', max: 'max', last: 'last' };

/** The last value is looked up by its unit, because SQLite does not say which row of a group an extreme came from. */
const gathered = (table: string, unit: string, unitsPerBucket: number, { min, max, last }: SourceColumns): string => `
  SELECT place, bucket, lowest AS min, highest AS max, source.${last} AS last FROM (
    SELECT range.key AS place, source.series AS series, source.${unit} / ${unitsPerBucket} AS bucket,
           min(source.${min}) AS lowest, max(source.${max}) AS highest, max(source.${unit}) AS last_unit
    FROM json_each(?) AS range
    CROSS JOIN ${table} AS source
      ON source.series = range.value ->> 0 AND source.${unit} >= range.value ->> 1 AND source.${unit} < range.value ->> 2
    GROUP BY place, bucket
  ) AS gathered
  CROSS JOIN ${table} AS source ON source.series = gathered.series AND source.${unit} = last_unit
  ORDER BY place, bucket`;

function toBuckets(rows: readonly BucketRow[], width: number): ScalarBuckets {
  const column = (read: (row: BucketRow) => number | null): Float64Array => Float64Array.from(rows, (row) => read(row) ?? NaN);
  return {
    steps: Int32Array.from(rows, ({ bucket }) => bucket * width),
    min: column((row) => row.min),
    max: column((row) => row.max),
    last: column((row) => row.last),
  };
}
