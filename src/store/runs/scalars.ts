// Scalar series of runs: definitions, points, and tailing by cursor.
import type { Sensitivity } from '../../core/sensitivity';
import type { ScalarBuckets } from '../../protocol/buckets';
import { labelled, type Labelled } from '../../protocol/labelled';
import type { RunId } from '../../protocol/run';
import type { ScalarColumn, ScalarPoints, ScalarSeries } from '../../protocol/series';
import type { Connection, Database } from '../driver';
import { toJson } from '../json';
import { dropRollups, rollUp } from './rollups';
import { readScalarBuckets, type ScalarRange } from './scalarBuckets';

export interface ScalarPoint {
  /** Id of the series. */
  readonly series: number;
  readonly step: number;
  readonly value: number;
}

export interface LatestValue {
  readonly name: string;
  readonly value: Labelled<number>;
}

/** For each series (by id) the last step that was read. */
export type ScalarCursor = ReadonlyMap<number, number>;

export class ScalarTable {
  constructor(private readonly database: Database) {}

  /**
   * The series of this name, made when it is new.
   * @throws Error when it exists with another label: a label never changes, or points would change their reach
   */
  async define(runId: RunId, name: string, sensitivity: Sensitivity): Promise<ScalarSeries> {
    await this.database.run('INSERT INTO scalar_series (run, name, sensitivity) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [runId, name, sensitivity]);
    const series = (await this.list(runId)).find((candidate) => candidate.name === name)!;
    if (series.sensitivity !== sensitivity) throw new Error(`Series ${name} of run ${runId} is ${series.sensitivity}, not ${sensitivity}.`);
    return series;
  }

  list(runId: RunId): Promise<ScalarSeries[]> {
    return this.database.all<ScalarSeries>('SELECT id, run AS runId, name, sensitivity FROM scalar_series WHERE run = ? ORDER BY id', [runId]);
  }

  /**
   * Writes points, all or none. A series' steps must rise, or a reader that follows with a cursor misses some; a repeated step
   * overwrites. Values keep their double precision up to the last bit, which SQLite may round the other way.
   */
  async append(points: readonly ScalarPoint[]): Promise<void> {
    if (points.length === 0) return;
    // One JSON text a batch: a third less work than binding every number, because each bound value crosses threads on its own.
    await this.database.transaction(async (connection) => {
      await connection.run(
        `INSERT INTO scalars (series, step, value) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true
         ON CONFLICT (series, step) DO UPDATE SET value = excluded.value`,
        [`[${points.map(({ series, step, value }) => `[${series},${step},${numberText(value)}]`).join(',')}]`],
      );
      await rollUp(connection, points);
    });
  }

  /** See {@link readScalarBuckets}. */
  buckets(ranges: readonly ScalarRange[], width: number): Promise<ScalarBuckets[]> {
    return readScalarBuckets(this.database, ranges, width);
  }

  /** The last value of each series that has a point, in the order of the series. */
  async latest(runId: RunId): Promise<LatestValue[]> {
    const rows = await this.database.all<{ name: string; sensitivity: Sensitivity; value: number | null }>(
      `SELECT name, sensitivity, value FROM scalar_series JOIN scalars ON series = id
       WHERE run = ? AND step = (SELECT max(step) FROM scalars AS later WHERE later.series = id) ORDER BY id`,
      [runId],
    );
    return rows.map(({ name, sensitivity, value }) => ({ name, value: labelled(sensitivity, value ?? NaN) }));
  }

  /** All points of a run, one column a series; series without points have empty columns. */
  read(runId: RunId): Promise<ScalarColumn[]> {
    return this.tail(runId, new Map());
  }

  /** The points after the cursor, one column a series. */
  async tail(runId: RunId, cursor: ScalarCursor): Promise<ScalarColumn[]> {
    const series = await this.list(runId);
    const from = series.map(({ id }) => [id, cursor.get(id) ?? -1]);
    const rows = await this.database.all<ValueRow>(
      `SELECT series, step, scalars.value FROM json_each(?) AS cursor
       JOIN scalars ON series = cursor.value ->> 0 AND step > cursor.value ->> 1
       ORDER BY series, step`,
      [toJson(from)],
    );
    const rowsOf = new Map<number, ValueRow[]>(series.map(({ id }) => [id, []]));
    for (const row of rows) rowsOf.get(row.series)!.push(row);
    return series.map((one) => ({ ...one, points: labelled(one.sensitivity, toColumns(rowsOf.get(one.id)!)) }));
  }
}

/** The cursor after a batch of columns was read. */
export function advanceCursor(cursor: ScalarCursor, lastSteps: Iterable<readonly [series: number, step: number | undefined]>): ScalarCursor {
  const next = new Map(cursor);
  for (const [series, step] of lastSteps) if (step !== undefined) next.set(series, step);
  return next;
}

/** Drops the points of a run from a step on. */
export async function dropScalars(connection: Connection, runId: RunId, fromStep: number): Promise<void> {
  await connection.run('DELETE FROM scalars WHERE series IN (SELECT id FROM scalar_series WHERE run = ?) AND step >= ?', [runId, fromStep]);
  await dropRollups(connection, runId, fromStep);
}

/** SQLite reads 1e999 as infinity; NaN has no text and is stored as NULL. */
function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'null' : `${value < 0 ? '-' : ''}1e999`;
}

interface ValueRow {
  readonly series: number;
  readonly step: number;
  readonly value: number | null;
}

function toColumns(rows: readonly ValueRow[]): ScalarPoints {
  return { steps: Int32Array.from(rows, (row) => row.step), values: Float64Array.from(rows, (row) => row.value ?? NaN) };
}
