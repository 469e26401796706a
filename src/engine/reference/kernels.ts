// The reference implementation of every kernel in plain tfjs operations: slow, short, and what faster kernels are compared with.
import type { Kernels } from '../kernels/kernels';
import { attentionKernels } from './attention';
import { linearKernels } from './linear';
import { routingKernels } from './routing';
import { tokenKernels } from './tokens';

/** @param backend name of the tfjs backend that is current */
export const createReferenceKernels = (backend: string): Kernels => ({
  description: `plain tfjs operations on its ${backend} backend`,
  ...linearKernels,
  ...tokenKernels,
  ...attentionKernels,
  ...routingKernels,
});
