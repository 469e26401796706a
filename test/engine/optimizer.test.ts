// Optimizers and learning-rate schedules against values worked out by hand from their papers' formulas.
import { describe, expect, it } from 'vitest';
import { createOptimizer } from '../../src/engine/optim/optimizer';
import { learningRateAt } from '../../src/engine/optim/schedule';

const adam = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

describe('optimizers', () => {
  it('Adam: the first step has the size of the learning rate, whatever the gradient is', () => {
    const parameters = new Float32Array([1, 1, 1]);
    createOptimizer(adam, 3).update(parameters, new Float64Array([5, -0.01, 0]), 0.1);
    expect(Array.from(parameters, (x) => +x.toFixed(5))).toEqual([0.9, 1.1, 1]);
  });

  it('Adam: two steps by hand', () => {
    const parameters = new Float32Array([0]);
    const optimizer = createOptimizer(adam, 1);
    optimizer.update(parameters, new Float64Array([1]), 0.1);
    optimizer.update(parameters, new Float64Array([3]), 0.1);
    const m = (0.9 * 0.1 + 0.1 * 3) / (1 - 0.81);
    const v = (0.999 * 0.001 + 0.001 * 9) / (1 - 0.999 ** 2);
    expect(parameters[0]).toBeCloseTo(-0.1 - (0.1 * m) / Math.sqrt(v), 6);
  });

  it('AdamW: decay acts on the parameters, not on the gradient', () => {
    const parameters = new Float32Array([2]);
    createOptimizer({ ...adam, name: 'adamw', weightDecay: 0.5 }, 1).update(parameters, new Float64Array([0]), 0.1);
    expect(parameters[0]).toBeCloseTo(2 - 0.1 * 0.5 * 2, 6);
  });

  it('SGD with momentum: two steps by hand', () => {
    const parameters = new Float32Array([0]);
    const optimizer = createOptimizer({ name: 'sgd', momentum: 0.5 }, 1);
    optimizer.update(parameters, new Float64Array([1]), 0.1);
    optimizer.update(parameters, new Float64Array([1]), 0.1);
    expect(parameters[0]).toBeCloseTo(-0.1 - 0.15, 6);
  });

  it('go on from stored state as if they had never stopped', () => {
    const whole = new Float32Array([1, 2]);
    const one = createOptimizer(adam, 2);
    for (const g of [1, 2, 3]) one.update(whole, new Float64Array([g, -g]), 0.1);

    const parts = new Float32Array([1, 2]);
    const first = createOptimizer(adam, 2);
    first.update(parts, new Float64Array([1, -1]), 0.1);
    const second = createOptimizer(adam, 2);
    for (const name of Object.keys(first.state)) second.state[name].set(first.state[name]);
    second.steps = first.steps;
    for (const g of [2, 3]) second.update(parts, new Float64Array([g, -g]), 0.1);
    expect(parts).toEqual(whole);
  });
});

describe('learning rate', () => {
  const at = (decay: 'linear' | 'cosine' | 'constant', step: number): number =>
    learningRateAt({ learningRate: 2, warmupShare: 0.1, decay }, step, 40);

  it('rises linearly over the warm-up share', () => {
    expect([0, 1, 2, 3].map((step) => at('constant', step))).toEqual([0.5, 1, 1.5, 2]);
  });

  it('decays linearly to just above zero', () => {
    expect(at('linear', 20)).toBe(1);
    expect(at('linear', 39)).toBeCloseTo(0.05, 10);
  });

  it('decays along half a cosine', () => {
    expect(at('cosine', 20)).toBeCloseTo(1, 10);
  });
});
