// A worker thread: clipped gradient sums over micro-batches, with a tfjs backend of its own; then its slice of the sum, of the noise and of the update.
import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../base/errors';
import { selectUnits } from '../../core/records';
import { revealSensitive } from '../../core/sensitivity';
import { addClippedGradients } from '../../engine/dp/clip';
import { noisyUpdate } from '../../engine/dp/noisyUpdate';
import type { SumTask } from '../../engine/dp/step';
import { emptyTelemetry, expertSquaredNorms, type BatchTelemetry } from '../../engine/dp/telemetry';
import { evaluate } from '../../engine/evaluate';
import type { Kernels } from '../../engine/kernels/kernels';
import { createModel } from '../../engine/model/createModel';
import type { Model } from '../../engine/model/model';
import { ParameterTensors } from '../../engine/parameters';
import { createStepKernels } from '../../engine/wasm/stepKernels';
import { viewsOf } from '../../engine/wasm/stepMemory';
import { openKernels } from '../backends';
import { createSecureRandom } from '../secureRandom';
import { readWasmAssets } from '../wasmAssets';
import type { WorkerReply, WorkerRequest, WorkerStart } from './messages';
import { reduce } from './reduce';

/** Answers requests until the main thread ends this thread. */
async function serve(start: WorkerStart, reply: (message: WorkerReply) => void): Promise<(request: WorkerRequest) => void> {
  const kernels = await openKernels(start.backend);
  const model = createModel(start.model, start.vocabulary, start.classes);
  if (start.backend.name === 'native') warmUp(model, kernels);
  const { parameters, state, sums, scratch } = viewsOf(start.stepMemory);
  const [total] = sums;
  const summing = { ...start, model, kernels, parameters, sum: sums[start.own] };
  const stepKernels = await createStepKernels(readWasmAssets().step, start.stepMemory.memory, scratch[start.own]);
  return (request) => {
    switch (request.type) {
      case 'sum':
        return reply({ type: 'summed', telemetry: sumMicroBatches(summing, request.microBatches, request.task) });
      case 'reduce':
        reduce(sums, request.slice);
        return reply({ type: 'reduced', expertSquaredNorms: expertSquaredNorms(model.layout, total, request.slice) });
      case 'update':
        noisyUpdate({ sum: total, parameters, state }, request.slice, request.task, stepKernels, createSecureRandom());
        return reply({ type: 'updated' });
      case 'evaluate':
        return reply({ type: 'evaluated', evaluation: revealSensitive(evaluate(model, kernels, parameters, start.test)) });
      default:
        return assertNever(request);
    }
  };
}

/**
 * A step on two made-up records. TensorFlow's addon notes each name of an attribute when it first meets it, in one table for the
 * whole process and without a lock; after this it knows all names, so that worker threads, started one after the other, only read.
 */
function warmUp(model: Model, kernels: Kernels): void {
  const records = { ids: Int32Array.of(0, 0, 0), starts: Int32Array.of(0, 1, 3), labels: Int32Array.of(0, 0) };
  const parameters = new ParameterTensors(model.layout, new Float32Array(model.layout.size));
  addClippedGradients({ model, kernels, parameters, clipNorm: 1 }, records, new Float64Array(model.layout.size), emptyTelemetry());
  parameters.dispose();
}

/** What a worker sums with. */
interface Summing extends Pick<WorkerStart, 'train' | 'next'> {
  readonly model: Model;
  readonly kernels: Kernels;
  readonly parameters: Float32Array;
  /** This worker's part. */
  readonly sum: Float64Array;
}

/** Takes micro-batches from the common queue, so that a worker with short records takes more of them. */
function sumMicroBatches({ train, next, model, kernels, parameters: flat, sum }: Summing, microBatches: readonly Int32Array[], task: SumTask): BatchTelemetry {
  const telemetry = emptyTelemetry();
  const parameters = new ParameterTensors(model.layout, flat);
  sum.fill(0);
  for (let taken = Atomics.add(next, 0, 1); taken < microBatches.length; taken = Atomics.add(next, 0, 1)) {
    const records = selectUnits(train, microBatches[taken]);
    addClippedGradients({ model, kernels, parameters, ...task }, records, sum, telemetry);
  }
  parameters.dispose();
  return telemetry;
}

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
const port = parentPort;
const answer = serve(workerData as WorkerStart, (message) => port.postMessage(message));
port.on('message', (request: WorkerRequest) => void answer.then((handle) => handle(request)));
void answer.then(() => port.postMessage({ type: 'ready' } satisfies WorkerReply));
