// From the complete sum to new parameters, block by block: noise, the public divisor, the optimizer's rule.
import type { RandomSource } from '../../core/random';
import type { Optimizer } from '../optim/optimizer';
import type { UpdateRule } from '../optim/rule';
import type { StepKernels } from './stepKernels';

/** Elements that go from the sum to the new parameter at once: they stay in the cache meanwhile. A multiple of four. */
const BLOCK = 4096;

/** How the complete sum becomes what may be known of it. */
export interface NoisyMean {
  /** Of the noise on each element; null trains without privacy: none. */
  readonly standardDeviation: number | null;
  /** Public. */
  readonly divisor: number;
}

/** Who makes new parameters of the complete sum: this thread, or several, each of a slice. */
export interface Updater {
  /**
   * Puts independent normal noise on every element of the sum, exactly once, from keys that never serve again, and divides it; then
   * moves the parameters, and nothing else, against the noisy mean. Leaves the noisy mean in `sum`.
   * @param sum a gradient and, behind it, what is released beside it (parameters + released)
   */
  apply(sum: Float64Array, parameters: Float32Array, mean: NoisyMean, learningRate: number): Promise<void>;
}

/** Works in the calling thread. */
export const updateHere = (kernels: StepKernels, random: RandomSource, optimizer: Optimizer): Updater => ({
  apply(sum, parameters, mean, learningRate) {
    const vectors = { sum, parameters, state: Object.values(optimizer.state) };
    noisyUpdate(vectors, { from: 0, to: sum.length }, { ...mean, rule: optimizer.next(learningRate) }, kernels, random);
    return Promise.resolve();
  },
});

/** The vectors of a step, as a whole. */
export interface StepVectors {
  /** The complete sum. (parameters + released) */
  readonly sum: Float64Array;
  readonly parameters: Float32Array;
  /** Of the optimizer. (parameters) each */
  readonly state: readonly Float32Array[];
}

/** Elements `from` up to `to` of the sum. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

export interface UpdateTask extends NoisyMean {
  readonly rule: UpdateRule;
}

/**
 * Makes the noisy mean of a slice of the complete sum, in place, and updates the parameters and the state that belong to it.
 *
 * Guarantees
 * - noise on every element of the slice exactly once, before anything else looks at it, also where the sum is 0;
 * - nothing outside of the slice is written;
 * - elements behind the parameters get noise and divisor as all others.
 */
export function noisyUpdate({ sum, parameters, state }: StepVectors, { from, to }: Slice, task: UpdateTask, kernels: StepKernels, random: RandomSource): void {
  for (let start = from; start < to; start += BLOCK) {
    const block = sum.subarray(start, Math.min(start + BLOCK, to));
    if (task.standardDeviation !== null) kernels.addNoise(block, task.standardDeviation, random);
    kernels.divide(block, task.divisor);

    const end = Math.min(start + block.length, parameters.length);
    if (start >= end) continue;
    const part = (values: Float32Array): Float32Array => values.subarray(start, end);
    kernels.update(task.rule, part(parameters), block.subarray(0, end - start), state.map(part));
  }
}

/** Cuts vectors of `size` elements into slices, one for each of `count` threads: all but the last a multiple of four elements. */
export function slicesOf(size: number, count: number): Slice[] {
  const border = (part: number): number => (part === count ? size : 4 * Math.floor((part * size) / (4 * count)));
  return Array.from({ length: count }, (_, part) => ({ from: border(part), to: border(part + 1) }));
}
