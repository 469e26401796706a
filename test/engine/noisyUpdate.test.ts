// From the sum to new parameters by slices: the same as at once, and nothing outside of a slice.
import { describe, expect, it } from 'vitest';
import { noisyUpdate, slicesOf, type StepVectors, type UpdateTask } from '../../src/engine/dp/noisyUpdate';
import { plainStepKernels } from '../../src/engine/dp/stepKernels';
import { hashSource, kolmogorovSmirnov } from './randomness';

const size = 10_000;
const released = 7;
const task: UpdateTask = { standardDeviation: 2, divisor: 10, rule: { type: 'sgd', momentum: 0, learningRate: 1 } };

const vectors = (): StepVectors => ({ sum: new Float64Array(size + released).fill(5), parameters: new Float32Array(size), state: [new Float32Array(size)] });

describe('slices', () => {
  it.each([[10_007, 3], [10_007, 1], [5, 4], [0, 2]])('of %d elements for %d threads hold each of them exactly once', (count, threads) => {
    const slices = slicesOf(count, threads);
    expect(slices).toHaveLength(threads);
    expect(slices.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual(Array.from({ length: count }, (_, i) => i));
    slices.slice(1).forEach(({ from }) => expect(from % 4).toBe(0));
  });
});

describe('the noisy update', () => {
  it('puts noise on each element once, divides, and moves the parameters against what came out', () => {
    const all = vectors();
    for (const slice of slicesOf(size + released, 3)) noisyUpdate(all, slice, task, plainStepKernels, hashSource(`from ${slice.from}`));
    expect(kolmogorovSmirnov(all.sum.map((x) => (x * 10 - 5) / 2))).toBeLessThan(1.95 / Math.sqrt(size));
    expect(all.parameters).toEqual(Float32Array.from(all.sum.subarray(0, size), (x) => -x));
  });

  it('changes nothing outside of its slice', () => {
    const all = vectors();
    noisyUpdate(all, { from: 4096, to: 4200 }, task, plainStepKernels, hashSource('part'));
    all.sum.forEach((x, i) => expect(x === 5).toBe(i < 4096 || i >= 4200));
    all.parameters.forEach((x, i) => expect(x === 0).toBe(i < 4096 || i >= 4200));
  });

  it('without a standard deviation adds nothing', () => {
    const all = vectors();
    noisyUpdate(all, { from: 0, to: size + released }, { ...task, standardDeviation: null }, plainStepKernels, hashSource('none'));
    expect(all.sum.every((x) => x === 0.5)).toBe(true);
  });
});
