// Gaussian noise by the SIMD module, in a small memory of its own: the mechanism's noise never touches the tensor heap.
import type { RandomSource } from '../../core/random';
import type { GaussianSampler } from '../dp/noise';

/** Numbers drawn at once: with their random bytes they fill one page of memory, 64 KiB. */
const BLOCK = 4096;
const BYTES_EACH = 8;

interface GaussianExports {
  /** 16 random bytes and two doubles for each of an even number of pairs. */
  gaussian(random: number, pairs: number, target: number): void;
}

/**
 * A sampler of independent standard normal numbers by Box–Muller in float64 from 53-bit uniforms: tails to 8.57 σ, the same
 * numbers as `boxMuller` from the same bytes to 1e-12, finite for every input. Wipes its memory after each call.
 *
 * @param kernelModule the compiled kernels, as the build writes them
 */
export async function createGaussianSampler(kernelModule: Uint8Array<ArrayBuffer>): Promise<GaussianSampler> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(kernelModule, { env: { memory } });
  const wasm = instance.exports as unknown as GaussianExports;
  const random = new Uint8Array(memory.buffer, 0, BLOCK * BYTES_EACH);
  const normals = new Float64Array(memory.buffer, BLOCK * BYTES_EACH, BLOCK);

  return (target: Float64Array, source: RandomSource): void => {
    for (let start = 0; start < target.length; start += BLOCK) {
      const count = Math.min(BLOCK, target.length - start);
      const pairs = 2 * Math.ceil(count / 4);
      source.fill(random.subarray(0, 2 * pairs * BYTES_EACH));
      wasm.gaussian(random.byteOffset, pairs, normals.byteOffset);
      target.set(normals.subarray(0, count), start);
    }
    random.fill(0);
    normals.fill(0);
  };
}
