// Poisson sampling: every unit of privacy, such as a record, is in the batch with the same probability, independently of all others.
import { probability } from '../../base/validate';
import type { RandomSource } from '../../core/random';
import { uniforms53 } from './uniform';

/**
 * Draws a batch: unit i, with all of its records, is in it exactly when its own coin, a 53-bit uniform number, falls under the sampling rate. The size
 * of the batch varies, may be 0, and is never cut: the accountant's guarantee is for this sampler and for no other.
 *
 * @param units number of units that there really are
 * @param samplingRate in (0, 1]
 * @returns the indices of the drawn units, rising
 */
export function poissonSample(units: number, samplingRate: number, random: RandomSource): Int32Array {
  probability({ samplingRate });
  const coins = uniforms53(units, random);
  const drawn: number[] = [];
  for (let i = 0; i < units; i++) if (coins[i] < samplingRate) drawn.push(i);
  return Int32Array.from(drawn);
}
