import { describe, expect, it } from 'vitest';
import type { ScalarBuckets } from '../../src/protocol/buckets';
import { paceOf } from '../../webview/dashboard/pace';
import { drawnPlan } from '../../webview/dashboard/planned';

describe('the planned ε', () => {
  it('is drawn through its points, and rises with the root of the steps between them', () => {
    const points = [{ step: 0, epsilon: 0 }, { step: 100, epsilon: 1 }, { step: 400, epsilon: 2 }];
    const { steps, values } = drawnPlan(points, 400);
    expect([...steps]).toHaveLength(401);
    // √k / 10 goes through all three points.
    steps.forEach((step, i) => expect(values[i]).toBeCloseTo(Math.sqrt(step) / 10, 12));
  });

  it('of a short plan has no step twice', () => {
    const { steps } = drawnPlan([{ step: 0, epsilon: 0 }, { step: 2, epsilon: 1 }]);
    expect([...steps]).toEqual([0, 1, 2]);
  });
});

describe('the pace', () => {
  const clock = (steps: number[], seconds: number[]): ScalarBuckets => {
    const last = Float64Array.from(seconds);
    return { steps: Int32Array.from(steps), last, min: last, max: last };
  };

  it('is that of the last quarter of the points', () => {
    expect(paceOf(clock([0, 10, 20, 30], [0, 100, 110, 120]), 30, 50)).toEqual({ secondsPerStep: 1, secondsLeft: 20 });
  });

  it('has nothing left at the end', () => {
    expect(paceOf(clock([0, 10], [0, 20]), 10, 10)).toEqual({ secondsPerStep: 2, secondsLeft: undefined });
  });

  it('is unknown before two points, and while the clock stands still', () => {
    expect(paceOf(undefined, 0, 10)).toBeUndefined();
    expect(paceOf(clock([0], [1]), 1, 10)).toBeUndefined();
    expect(paceOf(clock([0, 1], [1, 1]), 1, 10)).toBeUndefined();
  });
});
