// One private step: what reaches the parameters, and the design's invariants about noise, divisor and empty batches.
import { describe, expect, it } from 'vitest';
import { plainStepKernels } from '../../src/engine/dp/stepKernels';
import { updateHere } from '../../src/engine/dp/noisyUpdate';
import { privateStep, type GradientSource, type StepMechanism } from '../../src/engine/dp/step';
import { emptyTelemetry } from '../../src/engine/dp/telemetry';
import { createOptimizer } from '../../src/engine/optim/optimizer';
import { constantSource, hashSource, kolmogorovSmirnov } from './randomness';

const size = 20_000;
const mechanism: StepMechanism = { samplingRate: 0.5, expectedBatchSize: 10, protection: { clipNorm: 2, noiseMultiplier: 1.5 } };

/** Hands out a constant sum and remembers what was asked for. */
function constantSums(value: number, units: number): GradientSource & { asked: { drawn: number; clipNorm: number | null }[] } {
  const asked: { drawn: number; clipNorm: number | null }[] = [];
  return {
    units,
    asked,
    clippedSum(_parameters, drawn, { clipNorm }) {
      asked.push({ drawn: drawn.length, clipNorm });
      return Promise.resolve({ sum: new Float64Array(size).fill(drawn.length > 0 ? value : 0), telemetry: emptyTelemetry() });
    },
  };
}

/** With plain SGD at rate 1 the change of the parameters is minus the noisy mean. */
async function noisyMean(source: GradientSource, how: StepMechanism, sampling = hashSource('s')): Promise<Float64Array> {
  const parameters = new Float32Array(size);
  const updater = updateHere(plainStepKernels, hashSource('n'), createOptimizer({ name: 'sgd', momentum: 0 }, size));
  await privateStep({ mechanism: how, source, sampling, updater }, parameters, 1);
  return Float64Array.from(parameters, (x) => -x);
}

describe('a private step', () => {
  it('adds noise of noise multiplier × clip norm and divides by the public expected batch size', async () => {
    const mean = await noisyMean(constantSums(7, 30), mechanism);
    const standardised = mean.map((x) => (x * 10 - 7) / (1.5 * 2));
    expect(kolmogorovSmirnov(standardised)).toBeLessThan(1.95 / Math.sqrt(size));
  });

  it('takes a noisy step on an empty batch, with the same noise', async () => {
    const source = constantSums(7, 30);
    const mean = await noisyMean(source, mechanism, constantSource(255));
    expect(source.asked).toEqual([{ drawn: 0, clipNorm: 2 }]);
    expect(kolmogorovSmirnov(mean.map((x) => (x * 10) / 3))).toBeLessThan(1.95 / Math.sqrt(size));
  });

  it('never divides by the number of units that were drawn', async () => {
    const few = await noisyMean(constantSums(7, 3), mechanism, constantSource(0));
    const many = await noisyMean(constantSums(7, 3000), mechanism, constantSource(0));
    expect(few).toEqual(many);
  });

  it('without protection neither clips nor adds noise', async () => {
    const source = constantSums(7, 30);
    const mean = await noisyMean(source, { ...mechanism, protection: 'none' });
    expect(source.asked[0].clipNorm).toBeNull();
    expect(Array.from(mean).every((x) => Math.abs(x - 0.7) < 1e-7)).toBe(true);
  });
});
