// Data-parallel steps: worker threads share a queue of micro-batches, add up their sums a slice each, and only then draw noise and update, a slice each.
import { Worker } from 'node:worker_threads';
import { CloisterError } from '../../base/errors';
import type { OptimizerConfig } from '../../core/config/runFile';
import type { JointRelease } from '../../core/privacy/jointRelease';
import { unitCount, type EncodedRecords } from '../../core/records';
import { markSensitive, type DataDependent } from '../../core/sensitivity';
import { cutMicroBatches, longestFirst } from '../../engine/dp/microBatches';
import { slicesOf, type Updater } from '../../engine/dp/noisyUpdate';
import { releasedSize } from '../../engine/dp/release';
import type { GradientSource } from '../../engine/dp/step';
import { addTelemetry, emptyTelemetry, expertGradientNorms } from '../../engine/dp/telemetry';
import type { Evaluation } from '../../engine/evaluate';
import { createOptimizer, stateNames, type Optimizer } from '../../engine/optim/optimizer';
import type { ParameterLayout } from '../../engine/parameters';
import { createStepMemory, viewsOf } from '../../engine/wasm/stepMemory';
import type { WorkerReply, WorkerRequest, WorkerSetup, WorkerStart } from './messages';

export interface PoolOptions extends WorkerSetup {
  /** Path of the bundled worker entry. */
  readonly entry: string;
  readonly workers: number;
  readonly microBatch: number | 'auto';
  readonly layout: ParameterLayout;
  readonly optimizer: OptimizerConfig;
  /** What the sums will hold behind the gradient; absent: nothing. */
  readonly release?: JointRelease | undefined;
}

export interface WorkerPool extends GradientSource, Updater {
  /** Shared with the workers: what the next sum or evaluation reads, and what an update moves. (parameters) */
  readonly parameters: Float32Array;
  /** Moves the parameters in the workers; its state and number of steps may be set between steps. */
  readonly optimizer: Optimizer;
  evaluate(): Promise<DataDependent<Evaluation>>;
  close(): Promise<void>;
}

/** Starts the threads and waits until all are ready. The result of a sum does not depend on their number, but for rounding. */
export async function openWorkerPool(options: PoolOptions): Promise<WorkerPool> {
  const { layout, workers: count } = options;
  const released = releasedSize(options.release);
  const stepMemory = createStepMemory({ parameters: layout.size, released, stateVectors: stateNames(options.optimizer).length, threads: count });
  const { parameters, state, sums } = viewsOf(stepMemory);
  const [total] = sums;
  const optimizer = createOptimizer(options.optimizer, layout.size, state);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const { backend, model, vocabulary, classes } = options;
  const data = { train: shareRecords(options.train), test: shareRecords(options.test) };
  const shared = { backend, model, vocabulary, classes, ...data, stepMemory, next };
  const threads: WorkerThread[] = [];
  const start = (own: number) => WorkerThread.start(options.entry, { ...shared, own });
  if (backend.name === 'native') for (let own = 0; own < count; own++) threads.push(await start(own)); // Not at once: see warmUp.
  else threads.push(...(await Promise.all(sums.map((_, own) => start(own)))));
  const slices = slicesOf(total.length, count);
  return {
    parameters,
    optimizer,
    units: unitCount(options.train),
    async clippedSum(flat, drawn, task) {
      if (releasedSize(task.release) !== released) throw new Error('The pool was opened for another joint release.');
      if (flat !== parameters) parameters.set(flat);
      next[0] = 0;
      const microBatches = cutMicroBatches(options.train, longestFirst(options.train, drawn), options.microBatch, count);
      const replies = await Promise.all(threads.map((thread) => thread.ask({ type: 'sum', microBatches, task }, 'summed')));
      const telemetry = emptyTelemetry();
      for (const reply of replies) addTelemetry(telemetry, reply.telemetry);
      const reduced = await Promise.all(threads.map((thread, own) => thread.ask({ type: 'reduce', slice: slices[own] }, 'reduced')));
      telemetry.expertGradientNorm = expertGradientNorms(reduced.map((reply) => reply.expertSquaredNorms));
      return { sum: total, telemetry };
    },
    async apply(sum, updated, mean, learningRate) {
      if (sum !== total || updated !== parameters) throw new Error('The pool updates its own parameters by its own sum only.');
      const task = { ...mean, rule: optimizer.next(learningRate) };
      await Promise.all(threads.map((thread, own) => thread.ask({ type: 'update', slice: slices[own], task }, 'updated')));
    },
    async evaluate() {
      const { evaluation } = await threads[0].ask({ type: 'evaluate' }, 'evaluated');
      return markSensitive(evaluation);
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.terminate()))),
  };
}

/** A copy in memory that all threads see. */
function shareRecords(records: EncodedRecords): EncodedRecords {
  const share = (values: Int32Array): Int32Array => {
    const copy = new Int32Array(new SharedArrayBuffer(values.byteLength));
    copy.set(values);
    return copy;
  };
  const { ids, starts, labels, units } = records;
  return { ids: share(ids), starts: share(starts), labels: share(labels), ...(units && { units: share(units) }) };
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
