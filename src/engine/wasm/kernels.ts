// All kernels of the wasm backend: our own SIMD module, working in place on the tensors of tfjs's heap.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Kernels } from '../kernels/kernels';
import { attentionKernels } from './attention';
import { expertKernels } from './experts';
import type { KernelExports } from './exports';
import { Heap, memoryOf } from './heap';
import { linearKernels } from './linear';
import { routerKernels } from './router';
import { tokenKernels } from './tokens';

/**
 * Instantiates our module on the backend's own memory, so that nothing is copied between the two.
 *
 * Guarantees: results agree with the reference kernels to 1e-5 relative; the result of a row is the same, bit for bit, wherever
 * the row stands in the batch and whatever other records are there; tensors are counted, scoped and disposed like any others.
 *
 * @param backend the current backend of tfjs, without threads
 * @param kernelModule the compiled kernels, as the build writes them
 */
export async function createWasmKernels(backend: BackendWasm, kernelModule: Uint8Array<ArrayBuffer>): Promise<Kernels> {
  const { instance } = await WebAssembly.instantiate(kernelModule, { env: { memory: memoryOf(backend) } });
  const wasm = instance.exports as unknown as KernelExports;
  const heap = new Heap(backend, wasm.fixedWorkspaceBytes(), (address) => wasm.setWorkspace(address));
  return {
    description: 'our SIMD kernels on the WebAssembly backend of tfjs',
    ...linearKernels(wasm, heap),
    ...tokenKernels(wasm, heap),
    ...attentionKernels(wasm, heap),
    ...routerKernels(wasm, heap),
    ...expertKernels(wasm, heap),
  };
}
