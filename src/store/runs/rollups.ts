// Roll-ups of scalar series: the extremes and the last value of every block of steps, so that a view of a million points reads few rows.
import type { RunId } from '../../protocol/run';
import type { Connection } from '../driver';

/** Steps of one block: block i holds the steps from 16 · i up to 16 · (i + 1) (excluded). Part of the schema, so it never changes. */
export const blockSteps = 16;

/** Works out some blocks from their points. `blocks` is a table of (series, block); a block without points comes to nothing. */
const rolledUp = (blocks: string): string => `
  INSERT INTO scalar_rollups (series, block, min, max, last)
  SELECT rolled.series, block, lowest, highest, value FROM (
    SELECT touched.series, block, min(value) AS lowest, max(value) AS highest, max(step) AS last_step
    FROM (${blocks}) AS touched
    CROSS JOIN scalars ON scalars.series = touched.series AND step >= block * ${blockSteps} AND step < (block + 1) * ${blockSteps}
    GROUP BY touched.series, block
  ) AS rolled
  JOIN scalars ON scalars.series = rolled.series AND step = last_step
  WHERE true
  ON CONFLICT (series, block) DO UPDATE SET min = excluded.min, max = excluded.max, last = excluded.last`;

/**
 * Brings the blocks of these points up to date, from the points themselves, so that an overwritten step counts with its last value.
 * To be run in the transaction that wrote the points.
 */
export async function rollUp(connection: Connection, points: readonly { readonly series: number; readonly step: number }[]): Promise<void> {
  const touched = new Set(points.map(({ series, step }) => `[${series},${Math.floor(step / blockSteps)}]`));
  await connection.run(rolledUp('SELECT value ->> 0 AS series, value ->> 1 AS block FROM json_each(?)'), [`[${[...touched].join(',')}]`]);
}

/** Drops the blocks of a run from a step on, after its points from there on were dropped; the block that was cut is worked out again. */
export async function dropRollups(connection: Connection, runId: RunId, fromStep: number): Promise<void> {
  const block = Math.floor(fromStep / blockSteps);
  await connection.run('DELETE FROM scalar_rollups WHERE series IN (SELECT id FROM scalar_series WHERE run = ?) AND block >= ?', [runId, block]);
  await connection.run(rolledUp('SELECT id AS series, ? AS block FROM scalar_series WHERE run = ?'), [block, runId]);
}
