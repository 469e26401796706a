// Data-parallel gradients: worker threads share a queue of micro-batches, and their sums meet here before any noise is drawn.
import { Worker } from 'node:worker_threads';
import { CloisterError } from '../../base/errors';
import type { ModelConfig } from '../../core/config/model';
import type { EncodedRecords } from '../../core/records';
import { markSensitive, type DataDependent } from '../../core/sensitivity';
import type { BackendName } from '../../engine/backend';
import { cutMicroBatches } from '../../engine/dp/microBatches';
import type { GradientSource } from '../../engine/dp/step';
import { addTelemetry, emptyTelemetry } from '../../engine/dp/telemetry';
import type { Evaluation } from '../../engine/evaluate';
import type { WasmAssets } from '../../engine/wasm/open';
import type { WorkerReply, WorkerRequest, WorkerStart } from './messages';

export interface PoolOptions {
  /** Path of the bundled worker entry. */
  readonly entry: string;
  readonly workers: number;
  readonly microBatch: number | 'auto';
  readonly backend: BackendName;
  readonly assets: WasmAssets;
  readonly model: ModelConfig;
  readonly vocabulary: number;
  readonly classes: number;
  readonly train: EncodedRecords;
  readonly test: EncodedRecords;
  /** Number of parameters. */
  readonly size: number;
}

export interface WorkerPool extends GradientSource {
  /** Shared with the workers: what the next sum or evaluation reads. (parameters) */
  readonly parameters: Float32Array;
  evaluate(): Promise<DataDependent<Evaluation>>;
  close(): Promise<void>;
}

/** Starts the threads and waits until all are ready. The result of a sum does not depend on their number, but for rounding. */
export async function openWorkerPool(options: PoolOptions): Promise<WorkerPool> {
  const { size, workers: count } = options;
  const parameters = new Float32Array(new SharedArrayBuffer(4 * size));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const shared = { train: shareRecords(options.train), test: shareRecords(options.test), parameters, next };
  const sums = Array.from({ length: count }, () => new Float64Array(new SharedArrayBuffer(8 * size)));
  const { backend, assets, model, vocabulary, classes } = options;
  const threads = await Promise.all(
    sums.map((sum) => WorkerThread.start(options.entry, { backend, assets, model, vocabulary, classes, ...shared, sum })),
  );
  return {
    parameters,
    records: options.train.labels.length,
    async clippedSum(flat, drawn, clipNorm) {
      if (flat !== parameters) parameters.set(flat);
      next[0] = 0;
      const microBatches = cutMicroBatches(options.train, drawn, options.microBatch);
      const replies = await Promise.all(threads.map((thread) => thread.ask({ type: 'sum', microBatches, clipNorm }, 'summed')));
      const telemetry = emptyTelemetry();
      for (const reply of replies) addTelemetry(telemetry, reply.telemetry);
      return { sum: reduce(sums), telemetry };
    },
    async evaluate() {
      const { evaluation } = await threads[0].ask({ type: 'evaluate' }, 'evaluated');
      return markSensitive(evaluation);
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.terminate()))),
  };
}

/** Adds the workers' parts, in a fixed order. */
function reduce(sums: readonly Float64Array[]): Float64Array {
  const total = Float64Array.from(sums[0]);
  for (const sum of sums.slice(1)) for (let i = 0; i < total.length; i++) total[i] += sum[i];
  return total;
}

/** A copy in memory that all threads see. */
function shareRecords(records: EncodedRecords): EncodedRecords {
  const share = (values: Int32Array): Int32Array => {
    const copy = new Int32Array(new SharedArrayBuffer(values.byteLength));
    copy.set(values);
    return copy;
  };
  return { ids: share(records.ids), starts: share(records.starts), labels: share(records.labels) };
}

type ReplyOf<T extends WorkerReply['type']> = Extract<WorkerReply, { type: T }>;

/** One thread that answers one request at a time; its death fails the request that waits. */
class WorkerThread {
  private waiting: { resolve: (reply: WorkerReply) => void; reject: (error: Error) => void } | undefined;
  private ended: Error | undefined;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (reply: WorkerReply) => this.waiting?.resolve(reply));
    worker.on('error', (cause) => this.end(new CloisterError('failed', `A worker thread failed: ${cause.message}`, { cause })));
    worker.on('exit', (code) => this.end(new CloisterError('failed', `A worker thread ended early with code ${code}.`)));
  }

  static async start(entry: string, data: WorkerStart): Promise<WorkerThread> {
    const thread = new WorkerThread(new Worker(entry, { workerData: data }));
    await thread.receive('ready');
    return thread;
  }

  ask<T extends WorkerReply['type']>(request: WorkerRequest, type: T): Promise<ReplyOf<T>> {
    this.worker.postMessage(request);
    return this.receive(type);
  }

  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private async receive<T extends WorkerReply['type']>(type: T): Promise<ReplyOf<T>> {
    if (this.ended !== undefined) throw this.ended;
    const reply = await new Promise<WorkerReply>((resolve, reject) => (this.waiting = { resolve, reject }));
    this.waiting = undefined;
    if (reply.type !== type) throw new Error(`A worker answered "${reply.type}" where "${type}" was expected.`);
    return reply as ReplyOf<T>;
  }

  private end(error: Error): void {
    this.ended = error;
    this.waiting?.reject(error);
  }
}
