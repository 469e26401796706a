// Random sources and a goodness-of-fit measure for tests of noise and sampling.
import { createHash } from 'node:crypto';
import type { RandomSource } from '../../src/core/random';

/** Reproducible bytes for tests: SHA-256 in counter mode. */
export function hashSource(seed: string): RandomSource {
  let counter = 0;
  return {
    fill(target) {
      for (let at = 0; at < target.length; at += 32) {
        const block = createHash('sha256').update(`${seed}:${counter++}`).digest();
        target.set(block.subarray(0, Math.min(32, target.length - at)), at);
      }
    },
  };
}

/** The same byte for ever. */
export const constantSource = (byte: number): RandomSource => ({ fill: (target) => void target.fill(byte) });

/** Standard normal distribution function (Abramowitz & Stegun 26.2.17, error below 7.5e-8). */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

/** Largest gap between the empirical and the normal distribution function. */
export function kolmogorovSmirnov(sample: Float64Array): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted.reduce((gap, x, i) => Math.max(gap, Math.abs(normalCdf(x) - i / sorted.length), Math.abs(normalCdf(x) - (i + 1) / sorted.length)), 0);
}
