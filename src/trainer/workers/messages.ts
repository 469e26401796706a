// What the trainer's main thread and its worker threads say to each other.
import type { ModelConfig } from '../../core/config/model';
import type { EncodedRecords } from '../../core/records';
import type { SumTask } from '../../engine/dp/step';
import type { BatchTelemetry } from '../../engine/dp/telemetry';
import type { Evaluation } from '../../engine/evaluate';
import type { Backend } from '../backends';

/** What every worker of a run works with. */
export interface WorkerSetup {
  readonly backend: Backend;
  readonly model: ModelConfig;
  readonly vocabulary: number;
  readonly classes: number;
  readonly train: EncodedRecords;
  readonly test: EncodedRecords;
}

/** Given to a worker when it starts. All arrays, those of the records too, lie in shared memory. */
export interface WorkerStart extends WorkerSetup {
  /** Written by the main thread between steps. (parameters) */
  readonly parameters: Float32Array;
  /** This worker's part of the sum. (parameters + releasedSize) */
  readonly sum: Float64Array;
  /** The complete sum. (parameters + releasedSize) */
  readonly total: Float64Array;
  /** Index of the next micro-batch that nobody has taken. (1) */
  readonly next: Int32Array;
}

export type WorkerRequest =
  /** Take micro-batches until none is left, and leave the sum of their clipped gradients in `sum`. */
  | { readonly type: 'sum'; readonly microBatches: readonly Int32Array[]; readonly task: SumTask }
  /** Add noise to the elements from `from` to `to` (excluded) of the complete sum, under a key of its own. */
  | { readonly type: 'addNoise'; readonly from: number; readonly to: number; readonly standardDeviation: number }
  /** Measure the current parameters on the test split. */
  | { readonly type: 'evaluate' };

export type WorkerReply =
  | { readonly type: 'ready' }
  | { readonly type: 'summed'; readonly telemetry: BatchTelemetry }
  | { readonly type: 'noiseAdded' }
  | { readonly type: 'evaluated'; readonly evaluation: Evaluation };
