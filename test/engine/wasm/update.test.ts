// The SIMD kernels of division and update against the same in plain JavaScript.
import { beforeAll, describe, expect, it } from 'vitest';
import { createPlainBlock, type StepBlock } from '../../../src/engine/dp/block';
import { ruleOf } from '../../../src/engine/optim/rule';
import type { OptimizerConfig } from '../../../src/core/config/runFile';
import { createWasmBlock } from '../../../src/engine/wasm/block';
import { relativeError, testNumbers } from '../backends';
import { openKernels, readVariant, variants } from './batches';

const optimizers: OptimizerConfig[] = [
  { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { name: 'adamw', beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 },
  { name: 'sgd', momentum: 0 },
  { name: 'sgd', momentum: 0.9 },
];

/** Some steps on `count` elements whose gradients differ by orders of magnitude. */
function train(block: StepBlock, config: OptimizerConfig, count: number): Float32Array[] {
  block.wipe();
  block.parameters.set(testNumbers(count, 1));
  for (let step = 1; step <= 5; step++) {
    block.sum.set(Float64Array.from(testNumbers(count, 10 + step), (x, i) => x * 10 ** ((i % 9) - 6)));
    block.divide(count, 7);
    block.update(count, ruleOf(config, step, 0.01));
  }
  return [block.parameters, ...block.state].map((values) => values.slice(0, count));
}

describe.each(variants)('%s', (variant) => {
  let block: StepBlock;
  beforeAll(async () => {
    await openKernels(variant);
    block = await createWasmBlock(readVariant(variant));
  });

  it.each(optimizers)('%o moves parameters and state as plain JavaScript does, to 1e-6', (config) => {
    for (const count of [1, 2, 3, 5, 4096]) {
      const expected = train(createPlainBlock(), config, count);
      train(block, config, count).forEach((values, i) => expect(relativeError(values, expected[i])).toBeLessThan(1e-6));
    }
  });

  it('Adam does not move, and stays finite, where the gradient has always been 0', () => {
    block.wipe();
    block.parameters.fill(0.5);
    block.update(8, ruleOf(optimizers[0], 1, 0.1));
    expect(block.parameters.every((x) => x === 0.5)).toBe(true);
  });

  it('divides to a unit in the last place', () => {
    block.sum.set(Float64Array.from({ length: 100 }, (_, i) => i / 3));
    block.divide(100, 11);
    block.sum.subarray(0, 100).forEach((x, i) => expect(Math.abs(x - i / 33)).toBeLessThanOrEqual(2 * 2 ** -53 * x));
  });

  it('leaves no number behind when it is wiped', () => {
    train(block, optimizers[0], 100);
    block.wipe();
    for (const values of [block.sum, block.parameters, ...block.state]) expect(values.every((x) => x === 0)).toBe(true);
  });
});
