// Adds up what the records of one unit of privacy have of a gradient that is instantiated record by record.
import { mul, tensor2d, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Pass } from './layer';

/**
 * A unit of one record keeps its row as it is, to the last bit; no unit's sum is touched by another one's numbers, finite or not.
 * perRecord (B, n) → (U, n)
 */
export function unitSums({ kernels, recordUnits }: Pass, perRecord: Tensor2D): Tensor2D {
  const { records: units, rows, hostStarts } = recordUnits;
  if (units === rows) return perRecord;
  const sizes = Float32Array.from({ length: units }, (_, u) => hostStarts[u + 1] - hostStarts[u]);
  return mul(kernels.meanPool(perRecord, recordUnits), tensor2d(sizes, [units, 1]));
}
