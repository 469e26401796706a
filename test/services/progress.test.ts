// The progress of a run from its updates: steps, ε, smoothing, time left, and resumes.
import { describe, expect, it } from 'vitest';
import { labelled, revealed } from '../../src/protocol/labelled';
import type { Run } from '../../src/protocol/run';
import type { ScalarColumn } from '../../src/protocol/series';
import { advance, startProgress } from '../../src/services/runs/progress';
import type { Sensitivity } from '../../src/core/sensitivity';
import { exampleRun } from '../cli/exampleRun';

const column = (name: string, from: number, values: number[], sensitivity: Sensitivity = 'sensitive'): ScalarColumn => ({
  id: 1,
  runId: 'a-run',
  name,
  sensitivity,
  points: labelled(sensitivity, { steps: Int32Array.from(values, (_, i) => from + i), values: Float64Array.from(values) }),
});

const rates = (from: number, count: number): ScalarColumn => column('learningRate', from, new Array<number>(count).fill(0.1), 'public');

describe('advance', () => {
  it('counts steps by the points, which are newer than the heartbeat', () => {
    const run = exampleRun({ step: 3 });
    expect(advance(startProgress(run), { run, scalars: [rates(0, 5)] }, 0).step).toBe(5);
  });

  it('never goes back within an attempt, and does with a resume', () => {
    const run = exampleRun({ step: 7 });
    const before = advance(startProgress(run), { run, scalars: [rates(0, 9)] }, 0);
    expect(advance(before, { run, scalars: [] }, 1).step).toBe(9);
    expect(advance(before, { run: exampleRun({ step: 4, attempt: 2 }), scalars: [] }, 1).step).toBe(4);
  });

  it('keeps the latest ε until there is a newer one', () => {
    const run = exampleRun({});
    const first = advance(startProgress(run), { run, scalars: [column('epsilon', 1, [0.5, 0.7], 'public')] }, 0);
    expect(first.epsilon).toBe(0.7);
    expect(advance(first, { run, scalars: [] }, 1).epsilon).toBe(0.7);
  });

  it('forecasts from the pace since the first points, not since the start of the trainer', () => {
    const run = exampleRun({});
    const first = advance(startProgress(run), { run, scalars: [rates(0, 10)] }, 60_000);
    expect(first.secondsLeft).toBeUndefined();
    const second = advance(first, { run, scalars: [rates(10, 10)] }, 65_000);
    // 10 steps in 5 s, 20 of 40 to go.
    expect(revealed(second.secondsLeft!)).toBeCloseTo(10, 9);
  });

  it('smooths the loss, passes the NaN of an empty batch over, and keeps the label', () => {
    const run = exampleRun({});
    const { loss } = advance(startProgress(run), { run, scalars: [column('loss', 0, [1, NaN, 2])] }, 0);
    expect(loss!.sensitivity).toBe('sensitive');
    expect(revealed(loss!)).toBeCloseTo(0.9 * 1 + 0.1 * 2, 12);
  });

  it.each<[Run['data']['declared'], Sensitivity]>([
    ['private', 'sensitive'],
    ['publicDemonstration', 'public'],
  ])('the time left on %s data is %s', (declared, sensitivity) => {
    const run = exampleRun({ declared });
    const first = advance(startProgress(run), { run, scalars: [rates(0, 1)] }, 0);
    expect(advance(first, { run, scalars: [rates(1, 1)] }, 1000).secondsLeft!.sensitivity).toBe(sensitivity);
  });
});
