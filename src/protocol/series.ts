// Figures over the steps of a run: scalar series, and vectors with one entry an expert.
import type { Sensitivity } from '../core/sensitivity';
import type { Labelled } from './labelled';
import type { RunId } from './run';

/** One scalar over the steps, e.g. `loss`. Its label holds for every point. */
export interface ScalarSeries {
  readonly id: number;
  readonly runId: RunId;
  readonly name: string;
  readonly sensitivity: Sensitivity;
}

/** Points in rising order of steps, as columns. A value that is no number (NaN) is kept as NaN. */
export interface ScalarPoints {
  readonly steps: Int32Array; // (points)
  readonly values: Float64Array; // (points)
}

export interface ScalarColumn extends ScalarSeries {
  readonly points: Labelled<ScalarPoints>;
}

/** What the vectors of one kind and layer mean, e.g. kind `expertLoad`. */
export interface VectorSeries {
  readonly id: number;
  readonly runId: RunId;
  readonly kind: string;
  readonly layer: number;
  readonly sensitivity: Sensitivity;
}

/** One row a step, in rising order of steps. */
export interface VectorRows {
  readonly steps: Int32Array; // (rows)
  readonly values: readonly Float32Array[]; // (rows) of (experts)
}

export interface VectorColumn extends VectorSeries {
  readonly rows: Labelled<VectorRows>;
}
