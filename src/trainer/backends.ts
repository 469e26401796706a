// Decides what a run computes with on this machine, and opens it: backend, TensorFlow's library if any, and number of worker threads.
import { availableParallelism } from 'node:os';
import { assertNever, badInput } from '../base/errors';
import type { ModelConfig } from '../core/config/model';
import type { ComputeConfig } from '../core/config/runFile';
import { openBackend, type BackendName } from '../engine/backend';
import type { Kernels } from '../engine/kernels/kernels';
import type { TensorFlowLoader } from '../engine/native/open';
import { findRuntimes, type RuntimeReport, type UsableRuntime } from '../runtime/find';
import { loadTensorFlow, prepareEnvironment } from '../runtime/load';
import { readWasmAssets } from './wasmAssets';

/** What any thread needs to open the same backend. */
export interface Backend {
  readonly name: BackendName;
  /** TensorFlow's addon: for 'native' only. */
  readonly addon?: string | undefined;
}

export interface ChosenCompute {
  readonly backend: Backend;
  readonly workers: number;
  /** Whether a GPU computes. */
  readonly gpu: boolean;
  /** For people: the backend, and the library that it stands on. */
  readonly description: string;
  /** Why something else was not taken that was there, or was hoped for; for the journal. */
  readonly remarks: readonly string[];
}

/**
 * Width of the model from which TensorFlow's library is faster than our own kernels: an operation of it costs 10 to 20 µs wherever
 * it is called, and its products reach twice the speed of WebAssembly's 128-bit vectors. Measured by the bench `curves`.
 */
const LIBRARY_WIDTH = 128;

const paysForLibrary = (model: ModelConfig): boolean => model.architecture === 'switch' && model.dModel >= LIBRARY_WIDTH;

/**
 * 'auto' takes a GPU, then TensorFlow on the processor, then our own kernels, where the model is wide enough for the former two; a
 * library that does not work is passed over with a remark.
 * @param project folder whose packages are looked at for a library, beside those that were installed for the user
 * @throws badInput when the run file asks for a library that is not there
 */
export async function chooseCompute(compute: ComputeConfig, model: ModelConfig, project: string): Promise<ChosenCompute> {
  switch (compute.backend) {
    case 'wasm':
    case 'cpu':
      return own(compute, compute.backend);
    case 'native':
    case 'gpu':
      return library(compute, requiredRuntime(compute.backend, (await findRuntimes(project)).reports));
    case 'auto': {
      if (!paysForLibrary(model)) return own(compute, 'wasm');
      const { reports, chosen } = await findRuntimes(project);
      return chosen === undefined ? own(compute, 'wasm', problemsOf(reports)) : library(compute, chosen);
    }
    default:
      return assertNever(compute.backend);
  }
}

const own = (compute: ComputeConfig, name: 'wasm' | 'cpu', remarks: readonly string[] = []): ChosenCompute => ({
  backend: { name },
  workers: threadsOf(compute),
  gpu: false,
  description: name,
  remarks,
});

function library(compute: ComputeConfig, runtime: UsableRuntime): ChosenCompute {
  const onGpu = runtime.gpu && compute.backend !== 'native';
  return {
    backend: { name: 'native', addon: runtime.addon },
    // Several threads of one operation each scale better than one thread whose operations are split; a GPU is one device.
    workers: onGpu && compute.workers === 'auto' ? 1 : threadsOf(compute),
    gpu: onGpu,
    description: `native (TensorFlow ${runtime.tensorFlow} on ${onGpu ? 'the GPU' : 'the processor'})`,
    remarks: [],
  };
}

const threadsOf = (compute: ComputeConfig): number => (compute.workers === 'auto' ? availableParallelism() : compute.workers);

function requiredRuntime(asked: 'native' | 'gpu', reports: readonly RuntimeReport[]): UsableRuntime {
  const usable = reports.filter((report) => report.usable);
  const found = asked === 'gpu' ? usable.find(({ gpu }) => gpu) : (usable.find(({ gpu }) => !gpu) ?? usable[0]);
  if (found !== undefined) return found;
  const problems = problemsOf(reports).map((problem) => `  ${problem}`);
  const missing = asked === 'gpu' ? 'no TensorFlow runtime that computes on a GPU' : 'no TensorFlow runtime that works';
  throw badInput([`compute.backend is "${asked}", but there is ${missing} on this machine. Set one up, or leave the choice to "auto".`, ...problems].join('\n'));
}

const problemsOf = (reports: readonly RuntimeReport[]): string[] =>
  reports.flatMap((report) => (report.usable ? [] : [`TensorFlow of ${report.name} cannot be used: ${report.problem}`]));

/** Settings that hold for the whole process; to be called once, before the first thread opens a backend. */
export function prepareProcess({ backend, gpu }: ChosenCompute): void {
  if (backend.name !== 'native') return;
  if (!gpu) process.env.CUDA_VISIBLE_DEVICES = '-1'; // A library for GPUs would take one.
  prepareEnvironment(1);
}

/** Makes the backend the current one of this thread. */
export const openKernels = ({ name, addon }: Backend): Promise<Kernels> =>
  // tfjs-node says nothing of leaving its arguments as they are, which the engine counts on.
  openBackend(name, readWasmAssets(), addon === undefined ? undefined : () => loadTensorFlow(addon) as unknown as ReturnType<TensorFlowLoader>);
