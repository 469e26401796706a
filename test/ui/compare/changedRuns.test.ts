// What the compare page is sent when the store has changed: no more than what is not as it was.
import { describe, expect, it } from 'vitest';
import { changesSince } from '../../../src/ui/compare/changedRuns';
import { comparedRun, comparedRuns } from '../../webview/comparedRuns';

const { sent } = changesSince(new Map(), comparedRuns(3));

describe('changesSince', () => {
  it('everything is new to a page that has nothing', () => {
    expect(changesSince(new Map(), comparedRuns(3))).toMatchObject({ list: true, runs: [{ id: 'run-0' }, { id: 'run-1' }, { id: 'run-2' }] });
  });

  it('the same list, read again, is no change', () => {
    expect(changesSince(sent, comparedRuns(3))).toEqual({ list: false, runs: [], sent });
  });

  it('a step, a state, a name, a spend or a result is a change of this run alone', () => {
    const [first, second, third] = comparedRuns(3);
    const { spent } = second;
    const changes = [{ step: 5 }, { state: { status: 'stopping' } as const }, { name: 'b' }, { spent: { ...spent, delta: 0.1 } }, { metrics: undefined }];
    for (const change of changes) {
      const found = changesSince(sent, [first, { ...second, ...change }, third]);
      expect([found.list, found.runs.map(({ id }) => id)]).toEqual([false, ['run-1']]);
      expect(changesSince(found.sent, [first, { ...second, ...change }, third]).runs).toEqual([]);
    }
  });

  it('a run that came or went, and another order, is another list', () => {
    for (const indices of [[0, 1, 2, 3], [0, 2], [0, 2, 1], []]) expect(changesSince(sent, indices.map((index) => comparedRun(index))).list).toBe(true);
  });
});
