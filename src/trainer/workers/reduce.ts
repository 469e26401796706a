// Adds up the workers' parts of a sum, in a slice that one worker sees to.
import type { Slice } from '../../engine/dp/noisyUpdate';

/** Elements that are added up at once: their totals stay in the cache meanwhile. */
const BLOCK = 8192;

/** The first part becomes the sum of all of them in the slice; in a fixed order, so that rounding is the same each time. */
export function reduce([total, ...others]: readonly Float64Array[], { from, to }: Slice): void {
  for (let start = from; start < to; start += BLOCK) {
    const end = Math.min(start + BLOCK, to);
    for (const sum of others) addPart(total, sum, start, end);
  }
}

function addPart(total: Float64Array, part: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) total[i] += part[i];
}
