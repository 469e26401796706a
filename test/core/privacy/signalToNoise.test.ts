// The forecast of signal and noise: its lengths by simulation, and what it says of runs whose outcome is known.
import { describe, expect, it } from 'vitest';
import { parameterCount } from '../../../src/core/config/parameterCount';
import { presets } from '../../../src/core/config/presets';
import { leastSignalToNoise, signalToNoise, type PlannedNoise } from '../../../src/core/privacy/signalToNoise';
import { addGaussianNoise } from '../../../src/engine/dp/noise';
import { hashSource } from '../../engine/randomness';

const length = (vector: ArrayLike<number>): number => Math.sqrt(Array.from(vector).reduce((sum, x) => sum + x * x, 0));

describe('the ratio of signal and noise', () => {
  it.each<PlannedNoise & { clipNorm: number }>([
    { parameters: 3000, noiseMultiplier: 1.5, expectedBatchSize: 20, steps: 9, clipNorm: 1 },
    { parameters: 5000, noiseMultiplier: 0.4, expectedBatchSize: 7, steps: 25, clipNorm: 12 },
  ])('is that of parallel gradients as long as the clip norm and the noise of all steps, whatever the clip norm: %o', ({ clipNorm, ...plan }) => {
    const { parameters, noiseMultiplier, expectedBatchSize, steps } = plan;
    const signal = new Float64Array(parameters);
    const noise = new Float64Array(parameters);
    for (let step = 0; step < steps; step++) {
      signal[0] += (expectedBatchSize * clipNorm) / expectedBatchSize;
      addGaussianNoise(noise, (noiseMultiplier * clipNorm) / expectedBatchSize, hashSource(`step ${step}`));
    }
    expect(signalToNoise(plan) / (length(signal) / length(noise))).toBeCloseTo(1, 1);
  });

  it('is infinite without noise', () => {
    expect(signalToNoise({ parameters: 10, noiseMultiplier: 0, expectedBatchSize: 1, steps: 1 })).toBe(Infinity);
  });
});

describe('the least ratio', () => {
  // Test accuracy of the default task, measured with these noise multipliers; 78.2 % of the test records are ham.
  it.each<[accuracy: number, plan: Omit<PlannedNoise, 'parameters'>]>([
    [96.1, { noiseMultiplier: 1.5, expectedBatchSize: 512, steps: 79 }],
    [86.8, { noiseMultiplier: 16, expectedBatchSize: 512, steps: 79 }],
    [78.2, { noiseMultiplier: 32, expectedBatchSize: 512, steps: 79 }],
    [75.5, { noiseMultiplier: 64, expectedBatchSize: 512, steps: 79 }],
    [85.9, { noiseMultiplier: 4, expectedBatchSize: 32, steps: 1268 }],
    [77.9, { noiseMultiplier: 8, expectedBatchSize: 32, steps: 1268 }],
    [94.3, { noiseMultiplier: 16, expectedBatchSize: 512, steps: 634 }],
  ])('parts runs that learnt from those that did not: accuracy %d %% with %o', (accuracy, plan) => {
    const ratio = signalToNoise({ ...plan, parameters: parameterCount(presets.default, 4096, 2) });
    expect(ratio >= leastSignalToNoise).toBe(accuracy > 80);
  });
});
