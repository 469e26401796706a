// Decides what 'auto' means for a run on this machine: backend and number of worker threads.
import { availableParallelism } from 'node:os';
import type { ComputeConfig } from '../core/config/runFile';
import type { BackendName } from '../engine/backend';

/** The built-in WebAssembly backend, unless the run file names another. */
export const chooseBackend = (compute: ComputeConfig): BackendName => (compute.backend === 'auto' ? 'wasm' : compute.backend);

/** One thread a core; the main thread only adds up and draws noise between their steps. */
export const chooseWorkers = (compute: ComputeConfig): number => (compute.workers === 'auto' ? availableParallelism() : compute.workers);
