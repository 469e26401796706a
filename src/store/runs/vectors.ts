// Vectors over the steps of a run, one entry an expert: load, gradient norms.
import type { Sensitivity } from '../../core/sensitivity';
import type { VectorBuckets } from '../../protocol/buckets';
import { labelled } from '../../protocol/labelled';
import type { RunId } from '../../protocol/run';
import type { VectorColumn, VectorRows, VectorSeries } from '../../protocol/series';
import { insertRows, type Connection, type Database } from '../driver';
import { readVectorBuckets } from './vectorBuckets';

export interface VectorRow {
  /** Id of the series. */
  readonly series: number;
  readonly step: number;
  readonly value: Float32Array; // (experts)
}

export class VectorTable {
  constructor(private readonly database: Database) {}

  /**
   * The series of this kind and layer, made when it is new.
   * @throws Error when it exists with another label
   */
  async define(runId: RunId, kind: string, layer: number, sensitivity: Sensitivity): Promise<VectorSeries> {
    await this.database.run('INSERT INTO vector_series (run, kind, layer, sensitivity) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', [
      runId,
      kind,
      layer,
      sensitivity,
    ]);
    const series = (await this.list(runId)).find((candidate) => candidate.kind === kind && candidate.layer === layer)!;
    if (series.sensitivity !== sensitivity) throw new Error(`Vectors ${kind} of run ${runId} are ${series.sensitivity}, not ${sensitivity}.`);
    return series;
  }

  list(runId: RunId): Promise<VectorSeries[]> {
    return this.database.all<VectorSeries>('SELECT id, run AS runId, kind, layer, sensitivity FROM vector_series WHERE run = ? ORDER BY id', [runId]);
  }

  /** Writes vectors, all or none; a repeated step overwrites. */
  async append(rows: readonly VectorRow[]): Promise<void> {
    if (rows.length === 0) return;
    const values = rows.map(({ series, step, value }) => [series, step, toBytes(value)] as const);
    await this.database.transaction((connection) =>
      insertRows(connection, 'INSERT INTO vectors (series, step, value)', values, 'ON CONFLICT (series, step) DO UPDATE SET value = excluded.value'),
    );
  }

  /** The vectors of one series after a step (all of them by default). */
  async read(series: VectorSeries, afterStep = -1): Promise<VectorColumn> {
    const rows = await this.database.all<{ step: number; value: Uint8Array }>(
      'SELECT step, value FROM vectors WHERE series = ? AND step > ? ORDER BY step',
      [series.id, afterStep],
    );
    const columns: VectorRows = { steps: Int32Array.from(rows, (row) => row.step), values: rows.map((row) => fromBytes(row.value)) };
    return { ...series, rows: labelled(series.sensitivity, columns) };
  }

  /** See {@link readVectorBuckets}. */
  buckets(series: number, fromStep: number, width: number): Promise<VectorBuckets | undefined> {
    return readVectorBuckets(this.database, series, fromStep, width);
  }
}

/** Drops the vectors of a run from a step on. */
export async function dropVectors(connection: Connection, runId: RunId, fromStep: number): Promise<void> {
  await connection.run('DELETE FROM vectors WHERE series IN (SELECT id FROM vector_series WHERE run = ?) AND step >= ?', [runId, fromStep]);
}

/** Every platform that Node runs on is little-endian, except s390x, where a store made elsewhere would not be readable. */
const toBytes = (vector: Float32Array): Uint8Array => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** Copies, because SQLite's bytes need not lie at a multiple of four. */
const fromBytes = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);
