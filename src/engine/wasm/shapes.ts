// Checks that keep a kernel from reading or writing outside its tensors: a wrong shape would corrupt the shared heap.
import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** @throws Error (a defect of the caller) unless the tensor has this shape and type. */
export function expectShape(name: string, tensor: Tensor, shape: readonly number[], dtype: DataType = 'float32'): void {
  const fits = tensor.dtype === dtype && tensor.shape.length === shape.length && tensor.shape.every((size, axis) => size === shape[axis]);
  if (!fits) throw new Error(`${name} must be ${dtype} [${shape.join(', ')}], but is ${tensor.dtype} [${tensor.shape.join(', ')}].`);
}

/**
 * @param firstOutside first position whose value is outside, or -1
 * @throws Error (a defect of the caller) unless all values are in [0, limit)
 */
export function expectWithin(name: string, firstOutside: number, limit: number): void {
  if (firstOutside >= 0) throw new Error(`${name}[${firstOutside}] is not in [0, ${limit}).`);
}
