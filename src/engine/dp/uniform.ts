// Uniform numbers with all 53 bits of a double, from a source of random bytes.
import type { RandomSource } from '../../core/random';

/** `count` independent multiples of 2⁻⁵³ in [0, 1). */
export function uniforms53(count: number, random: RandomSource): Float64Array {
  const words = new Uint32Array(2 * count);
  random.fill(new Uint8Array(words.buffer));
  const uniforms = new Float64Array(count);
  // 21 high bits and 32 low bits make the 53-bit integer.
  for (let i = 0; i < count; i++) uniforms[i] = ((words[2 * i] >>> 11) * 2 ** 32 + words[2 * i + 1]) * 2 ** -53;
  return uniforms;
}
