// All kernels of the native backend: TensorFlow's own operations, through the backend of @tensorflow/tfjs-node.
import type { Kernels } from '../kernels/kernels';
import { attentionKernels } from './attention';
import { expertKernels } from './experts';
import { linearKernels } from './linear';
import { routingKernels } from './routing';
import { createOperations, type TensorFlowBackend } from './tensorFlow';
import { tokenKernels } from './tokens';

/**
 * Guarantees: results agree with the reference kernels to 1e-5 relative; what is computed of a record does not depend on the numbers
 * of other records, finite or not. The last bits of a row may depend on how many rows there are: the library picks its own blocks.
 */
export function createNativeKernels(backend: TensorFlowBackend): Kernels {
  const operations = createOperations(backend);
  return {
    description: `TensorFlow ${backend.binding.TF_Version} on ${backend.isUsingGpuDevice ? 'the GPU' : 'the processor'}`,
    ...linearKernels(operations),
    ...tokenKernels(operations),
    ...attentionKernels(operations),
    ...routingKernels(operations),
    ...expertKernels(operations),
  };
}
