// The backend of @tensorflow/tfjs-node around a compiled addon: bundled alone, as dist/tensorflow.js, and loaded where the backend is used.
import { enableProdMode, eye, matMul, registerBackend, setBackend, tensor2d } from '@tensorflow/tfjs';
import { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import '@tensorflow/tfjs-node/dist/register_all_kernels';
import type { TFJSBinding } from '@tensorflow/tfjs-node/dist/tfjs_binding';

/**
 * Copies of tfjs-core share one engine per thread, through a global: tensors that another bundle makes are known to this backend.
 * The caller registers it as 'tensorflow', the name that its kernels are registered for.
 */
export const createBackend = (addon: TFJSBinding): NodeJSKernelBackend => new NodeJSKernelBackend(addon, '@tensorflow/tfjs-node');

/**
 * Multiplies matrices whose entries need 13 bits of mantissa: TF32 has 10, bfloat16 has 7.
 * @throws Error when the product differs from the matrix, which is multiplied by the identity
 */
export function selfTest(addon: TFJSBinding): { readonly tensorFlow: string; readonly gpu: boolean } {
  const backend = createBackend(addon);
  enableProdMode();
  registerBackend('tensorflow', () => backend);
  void setBackend('tensorflow'); // At once, because the backend is there.
  const size = 64;
  const entries = Float32Array.from({ length: size * size }, (_, i) => 1 + (i % 4096) / 8192);
  const product = matMul(tensor2d(entries, [size, size]), eye(size)).dataSync<'float32'>();
  const wrong = product.findIndex((value, i) => value !== entries[i]);
  if (wrong >= 0) throw new Error(`${entries[wrong]} times 1 is ${product[wrong]} for this library: it does not compute in float32.`);
  return { tensorFlow: backend.binding.TF_Version, gpu: backend.isUsingGpuDevice };
}
