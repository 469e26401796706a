// The SIMD kernels of division and update against the same in plain JavaScript.
import { beforeAll, describe, expect, it } from 'vitest';
import type { OptimizerConfig } from '../../../src/core/config/runFile';
import { plainStepKernels, type StepKernels } from '../../../src/engine/dp/stepKernels';
import { ruleOf } from '../../../src/engine/optim/rule';
import { createStepMemory, type StepViews } from '../../../src/engine/wasm/stepMemory';
import { relativeError, testNumbers } from '../backends';
import { openStepBench, stepVariants, type StepBench } from './stepBench';

const optimizers: OptimizerConfig[] = [
  { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { name: 'adamw', beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 },
  { name: 'sgd', momentum: 0 },
  { name: 'sgd', momentum: 0.9 },
];

const size = 4100;

/** Some steps on the first `count` elements, whose gradients differ by orders of magnitude. Everything else holds 3. */
function train(kernels: StepKernels, { parameters, state, sums: [sum] }: Pick<StepViews, 'parameters' | 'state' | 'sums'>, config: OptimizerConfig, count: number): Float32Array[] {
  const first = (values: Float32Array): Float32Array => values.subarray(0, count);
  [parameters, ...state, sum].forEach((values) => values.fill(3));
  state.forEach((values) => first(values).fill(0));
  parameters.set(testNumbers(count, 1));
  for (let step = 1; step <= 5; step++) {
    sum.set(Float64Array.from(testNumbers(count, 10 + step), (x, i) => x * 10 ** ((i % 9) - 6)));
    kernels.divide(sum.subarray(0, count), 7);
    kernels.update(ruleOf(config, step, 0.01), first(parameters), sum.subarray(0, count), state.map(first));
  }
  return [parameters, ...state].map((values) => values.slice());
}

const plainViews = () => ({ parameters: new Float32Array(size), state: [0, 1].map(() => new Float32Array(size)), sums: [new Float64Array(size)] });

describe.each(stepVariants)('%s', (variant) => {
  let bench: StepBench;
  beforeAll(async () => {
    bench = await openStepBench(variant, size);
  });

  it.each(optimizers)('%o moves parameters and state as plain JavaScript does, to 1e-6, and nothing beyond them', (config) => {
    for (const count of [1, 2, 3, 5, 4096]) {
      const expected = train(plainStepKernels, plainViews(), config, count);
      train(bench.kernels, bench, config, count).forEach((values, i) => expect(relativeError(values, expected[i])).toBeLessThan(1e-6));
    }
  });

  it('Adam does not move, and stays finite, where the gradient has always been 0', () => {
    const { kernels, parameters, state, sums } = bench;
    [...state, ...sums].forEach((values) => values.fill(0));
    parameters.fill(0.5);
    kernels.update(ruleOf(optimizers[0], 1, 0.1), parameters, sums[0], state);
    expect(parameters.every((x) => x === 0.5)).toBe(true);
  });

  it('divides to a unit in the last place', () => {
    const part = bench.sums[0].subarray(0, 101);
    part.set(Float64Array.from(part, (_, i) => i / 3));
    bench.kernels.divide(part, 11);
    part.forEach((x, i) => expect(Math.abs(x - i / 33)).toBeLessThanOrEqual(2 * 2 ** -53 * x));
  });

  it('refuses arrays of another memory', () => {
    expect(() => bench.kernels.divide(new Float64Array(8), 2)).toThrow(/its own memory only/);
  });
});

it('vectors beyond the reach of a WebAssembly memory are refused, with what to do', () => {
  const shape = { parameters: 2 ** 27, released: 0, stateVectors: 2, threads: 4 };
  expect(() => createStepMemory(shape)).toThrow(/5\.5 GiB, more than the 4 GiB .* fewer worker threads/);
});
