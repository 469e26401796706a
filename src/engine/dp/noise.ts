// Gaussian noise in float64 from 53-bit uniform numbers.
import type { RandomSource } from '../../core/random';
import { uniforms53 } from './uniform';

/** Numbers drawn at once when noise is added: even, and small enough to stay in the cache. */
const BLOCK = 4096;

/** Fills `target` with independent standard normal numbers. */
export type GaussianSampler = (target: Float64Array, random: RandomSource) => void;

/**
 * Box–Muller (1958): √(−2 ln u) · (cos 2πv, sin 2πv) for u in (0, 1]. With 53-bit uniforms the tail reaches 8.57 σ; with the
 * 24 bits of a float32 it would end at 5.77 σ. The engine's faster sampler is compared with this one.
 */
export const boxMuller: GaussianSampler = (target, random) => {
  const uniforms = uniforms53(target.length + (target.length % 2), random);
  for (let i = 0; i < target.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniforms[i]));
    const angle = 2 * Math.PI * uniforms[i + 1];
    target[i] = radius * Math.cos(angle);
    if (i + 1 < target.length) target[i + 1] = radius * Math.sin(angle);
  }
};

/** Who draws the noise: this thread, or several, each for a part of the sum. */
export interface NoiseSource {
  /** Adds independent normal noise to every element of the complete sum, exactly once, with keys that never serve again. */
  add(sum: Float64Array, standardDeviation: number): Promise<void>;
}

/** Draws the noise in the calling thread. */
export const localNoise = (gaussian: GaussianSampler, random: RandomSource): NoiseSource => ({
  add: (sum, standardDeviation) => Promise.resolve(addGaussianNoise(sum, standardDeviation, gaussian, random)),
});

/**
 * Adds fresh noise of the given standard deviation to every element, also where `sum` is 0: an expert that no record used, or
 * an empty batch, gets the same noise as any other.
 */
export function addGaussianNoise(sum: Float64Array, standardDeviation: number, gaussian: GaussianSampler, random: RandomSource): void {
  const block = new Float64Array(Math.min(BLOCK, sum.length));
  for (let start = 0; start < sum.length; start += BLOCK) {
    const noise = block.subarray(0, Math.min(BLOCK, sum.length - start));
    gaussian(noise, random);
    for (let i = 0; i < noise.length; i++) sum[start + i] += standardDeviation * noise[i];
  }
}
