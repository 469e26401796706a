// The backend of @tensorflow/tfjs-node around a compiled addon: bundled alone, as dist/tensorflow.js, and loaded where the backend is used.
import { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import '@tensorflow/tfjs-node/dist/register_all_kernels';
import type { TFJSBinding } from '@tensorflow/tfjs-node/dist/tfjs_binding';

/**
 * Copies of tfjs-core share one engine per thread, through a global: tensors that another bundle makes are known to this backend.
 * The caller registers it as 'tensorflow', the name that its kernels are registered for.
 */
export const createBackend = (addon: TFJSBinding): NodeJSKernelBackend => new NodeJSKernelBackend(addon, '@tensorflow/tfjs-node');
