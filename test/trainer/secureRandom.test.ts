// The random streams of the trainer: never the same twice, and uniform.
import { describe, expect, it } from 'vitest';
import { createSecureRandom } from '../../src/trainer/secureRandom';

const draw = (source: { fill(target: Uint8Array): void }, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  source.fill(bytes);
  return bytes;
};

describe('a secure random stream', () => {
  it('hands out no byte twice', () => {
    const source = createSecureRandom();
    const blocks = Array.from({ length: 2000 }, () => draw(source, 16).toString('hex'));
    expect(new Set(blocks).size).toBe(2000);
  });

  it('is another one each time', () => {
    expect(draw(createSecureRandom(), 32)).not.toEqual(draw(createSecureRandom(), 32));
  });

  it('fills more than one chunk, to the last byte', () => {
    const bytes = draw(createSecureRandom(), 3_000_001);
    for (const part of [bytes.subarray(0, 1000), bytes.subarray(1 << 20, (1 << 20) + 1000), bytes.subarray(-1000)]) {
      expect(new Set(part).size).toBeGreaterThan(200);
    }
  });

  it('has as many ones as zeros', () => {
    const bits = draw(createSecureRandom(), 1 << 20).reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    expect(Math.abs(bits - 2 ** 22)).toBeLessThan(5 * Math.sqrt(2 ** 21));
  });
});
