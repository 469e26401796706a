// Starts tfjs's WebAssembly backend and puts our kernels on its memory.
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Kernels } from '../kernels/kernels';
import { createWasmKernels } from './kernels';

/** Files that the backend needs; read by the caller, because the engine does no input or output of its own. */
export interface WasmAssets {
  /** Folder with tfjs's own tfjs-backend-wasm*.wasm, with a slash at its end. */
  readonly tfjsDirectory: string;
  /** Our compiled kernels on tfjs's heap. */
  readonly kernels: Uint8Array<ArrayBuffer>;
  /** Our compiled kernels of a step's second half, on a memory that threads share. */
  readonly step: Uint8Array<ArrayBuffer>;
}

export async function openWasmKernels(assets: WasmAssets): Promise<Kernels> {
  setWasmPaths(assets.tfjsDirectory);
  await tf.setBackend('wasm');
  await tf.ready();
  return createWasmKernels(tf.backend() as BackendWasm, assets.kernels);
}
