// Noise and sampling: their distributions, and that nothing but the injected source decides them.
import { describe, expect, it } from 'vitest';
import { addGaussianNoise, boxMuller } from '../../src/engine/dp/noise';
import { poissonSample } from '../../src/engine/dp/poisson';
import { uniforms53 } from '../../src/engine/dp/uniform';
import { constantSource, hashSource, kolmogorovSmirnov } from './randomness';

describe('53-bit uniforms', () => {
  it('lie in [0, 1) for all-zero and all-one bits', () => {
    expect(uniforms53(1, constantSource(0))[0]).toBe(0);
    expect(uniforms53(1, constantSource(255))[0]).toBe(1 - 2 ** -53);
  });

  it('use all 53 bits', () => {
    const scaled = Array.from(uniforms53(200, hashSource('u')), (u) => BigInt(u * 2 ** 53));
    for (let bit = 0n; bit < 53n; bit++) expect(new Set(scaled.map((u) => (u >> bit) & 1n)).size).toBe(2);
  });
});

describe('Box–Muller', () => {
  it('is finite for all-zero and all-one bits', () => {
    for (const byte of [0, 255]) {
      const target = new Float64Array(4);
      boxMuller(target, constantSource(byte));
      expect(Array.from(target).every(Number.isFinite)).toBe(true);
    }
  });

  it('draws a standard normal distribution', () => {
    const sample = new Float64Array(200_001);
    boxMuller(sample, hashSource('n'));
    // The Kolmogorov–Smirnov distance exceeds 1.95 / √n once in a thousand samples.
    expect(kolmogorovSmirnov(sample)).toBeLessThan(1.95 / Math.sqrt(sample.length));
  });

  it('reaches beyond the tail of 24-bit uniforms', () => {
    const target = new Float64Array(2);
    boxMuller(target, { fill: (bytes) => void bytes.fill(255, 0, 8).fill(0, 8) });
    expect(target[0]).toBeGreaterThan(8.5);
  });
});

describe('noise on a sum', () => {
  it('is added to every element, also to zeros', () => {
    const sum = new Float64Array(1001);
    addGaussianNoise(sum, 1, hashSource('z'));
    expect(sum.every((x) => x !== 0)).toBe(true);
  });

  it('has the standard deviation that is asked for', () => {
    const sum = new Float64Array(100_000).fill(5);
    addGaussianNoise(sum, 3, hashSource('s'));
    expect(kolmogorovSmirnov(sum.map((x) => (x - 5) / 3))).toBeLessThan(1.95 / Math.sqrt(sum.length));
  });

  it('is decided by the source alone', () => {
    const draw = (seed: string): Float64Array => {
      const sum = new Float64Array(8);
      addGaussianNoise(sum, 1, hashSource(seed));
      return sum;
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });
});

describe('Poisson sampling', () => {
  it('draws each record with the sampling rate, independently', () => {
    const drawn = poissonSample(100_000, 0.126, hashSource('p'));
    const deviation = Math.sqrt(100_000 * 0.126 * 0.874);
    expect(Math.abs(drawn.length - 12_600)).toBeLessThan(4 * deviation);
    const pairs = drawn.filter((record, i) => drawn[i + 1] === record + 1).length;
    expect(Math.abs(pairs - 100_000 * 0.126 ** 2)).toBeLessThan(5 * Math.sqrt(100_000 * 0.126 ** 2));
  });

  it('draws everything at rate 1, even for the largest coin', () => {
    expect(poissonSample(5, 1, constantSource(255)).length).toBe(5);
  });

  it('may draw an empty batch', () => {
    expect(poissonSample(5, 0.5, constantSource(255)).length).toBe(0);
  });

  it('rejects a rate above 1 and names it', () => {
    expect(() => poissonSample(5, 1.5, constantSource(0))).toThrow(/samplingRate.*1\.5/);
  });
});
