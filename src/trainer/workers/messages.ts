// What the trainer's main thread and its worker threads say to each other.
import type { ModelConfig } from '../../core/config/model';
import type { EncodedRecords } from '../../core/records';
import type { Slice, UpdateTask } from '../../engine/dp/noisyUpdate';
import type { SumTask } from '../../engine/dp/step';
import type { BatchTelemetry } from '../../engine/dp/telemetry';
import type { Evaluation } from '../../engine/evaluate';
import type { StepMemory } from '../../engine/wasm/stepMemory';
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
  /** Parameters, optimizer's state, and each worker's part of the sum; the complete sum takes the place of the first part. */
  readonly stepMemory: StepMemory;
  /** Which part is this worker's. */
  readonly own: number;
  /** Index of the next micro-batch that nobody has taken. (1) */
  readonly next: Int32Array;
}

export type WorkerRequest =
  /** Take micro-batches until none is left, and leave the sum of their clipped gradients in the own part. */
  | { readonly type: 'sum'; readonly microBatches: readonly Int32Array[]; readonly task: SumTask }
  /** Complete the sum in a slice, from all workers' parts. */
  | { readonly type: 'reduce'; readonly slice: Slice }
  /** Put noise on a slice of the complete sum, under a key of its own, and update the parameters that belong to it. */
  | { readonly type: 'update'; readonly slice: Slice; readonly task: UpdateTask }
  /** Measure the current parameters on the test split. */
  | { readonly type: 'evaluate' };

export type WorkerReply =
  | { readonly type: 'ready' }
  | { readonly type: 'summed'; readonly telemetry: BatchTelemetry }
  /** What telemetry wants of the slice before noise is on it. (layers)(E) */
  | { readonly type: 'reduced'; readonly expertSquaredNorms: Float64Array[] }
  | { readonly type: 'updated' }
  | { readonly type: 'evaluated'; readonly evaluation: Evaluation };
