// What the scatter plot of the compare page shows: groups, fronts and axes.
import { describe, expect, it } from 'vitest';
import { labelled } from '../../src/protocol/labelled';
import { columnOf, usualColumns, withoutEmpty } from '../../webview/compare/columns';
import { labels } from '../../webview/compare/labels';
import { metricNames, outcomeGroups } from '../../webview/compare/outcomes';
import { scaleOver } from '../../webview/compare/scale';
import { movedRow } from '../../webview/compare/view/rowKeys';
import { comparedRun, comparedRuns } from './comparedRuns';

const other = { dataSet: { name: 'mail.csv', digest: 'b2', declared: 'private' } } as const;

describe('outcomeGroups', () => {
  it('runs on another data set or at another δ are in a group of their own, the largest group first', () => {
    const atOtherDelta = comparedRun(4, { spent: { ...comparedRun(4).spent, delta: 1e-6 } });
    const groups = outcomeGroups([comparedRun(2, other), atOtherDelta, comparedRun(0), comparedRun(1)], 'accuracy');
    expect(groups.map(({ dataSet, points }) => [dataSet, points.map(({ run }) => run.id)])).toEqual([
      ['notes.csv', ['run-0', 'run-1']],
      ['mail.csv', ['run-2']],
      ['notes.csv', ['run-4']],
    ]);
    expect(groups[2].meaning).toBe('ε at δ 1e-6 by PLD; unit: one record; neighbours: add or remove one');
  });

  it('runs without the metric have no place', () => {
    const [group] = outcomeGroups(comparedRuns(6), 'accuracy');
    expect(group.points.map(({ run }) => run.id)).toEqual(['run-0', 'run-1', 'run-2', 'run-4']);
  });

  it('for a loss the lowest are on the front', () => {
    const [group] = outcomeGroups([0.5, 0.3, 0.4].map((loss, i) => comparedRun(i, { metrics: labelled('sensitive', { loss }) })), 'loss');
    expect(group.front.map(({ run }) => run.id)).toEqual(['run-0', 'run-1']);
  });

  it('the released accuracy is proposed first when every run with a result has it, and stands under its own label', () => {
    const releasedAccuracy = labelled('released', { correct: 88, incorrect: 13, value: 0.87, low: 0.8, high: 0.93 });
    const all = comparedRuns(3).map((run) => ({ ...run, releasedAccuracy }));
    expect(metricNames(all)[0]).toBe('releasedAccuracy');
    expect(metricNames([...all, comparedRun(4)])[0]).toBe('accuracy');
    expect(outcomeGroups(all, 'releasedAccuracy').map(({ sensitive }) => sensitive)).toEqual([false]);
    expect(outcomeGroups(all, 'accuracy').map(({ sensitive }) => sensitive)).toEqual([true]);
    expect(withoutEmpty(usualColumns, all)).toContain('metric:releasedAccuracy');
    expect(withoutEmpty(usualColumns, comparedRuns(3))).not.toContain('metric:releasedAccuracy');
  });

  it('the released accuracy carries its interval to point and table; figures without noise have none', () => {
    const releasedAccuracy = labelled('released', { correct: 88, incorrect: 13, value: 0.87, low: 0.8, high: 0.93 });
    const run = comparedRun(0, { releasedAccuracy });
    expect(outcomeGroups([run], 'releasedAccuracy')[0].points[0].interval).toEqual({ low: 0.8, high: 0.93 });
    expect(outcomeGroups([run], 'accuracy')[0].points[0].interval).toBeUndefined();
    expect(columnOf('metric:releasedAccuracy').text(run)).toBe('0.87 (0.8 to 0.93)');
  });

  it('the bound of an audit has a column where some run is an audit', () => {
    const audit = labelled('released', { canaries: 400, guesses: 100, confidence: 0.95, correct: 73, delta: 1e-5, lowerBound: 0.4599 });
    const runs = [comparedRun(0), comparedRun(1, { audit })];
    expect(withoutEmpty(usualColumns, runs)).toContain('audit');
    expect(withoutEmpty(usualColumns, comparedRuns(3))).not.toContain('audit');
    expect(runs.map((run) => columnOf('audit').text(run))).toEqual(['', '0.45 at δ 1e-5']);
    expect(columnOf('audit').tooltip!(runs[1])).toBe('With 95% confidence, by 73 of 100 guesses right.');
  });

  it('counts of records are no metric to rank by', () => expect(metricNames(comparedRuns(3))).toEqual(['accuracy', 'loss']));
});

describe('labels', () => {
  it('runs are called by their names, and by their ids as well where names repeat', () => {
    const called = labels([comparedRun(0, { name: 'a' }), comparedRun(1, { name: 'b' }), comparedRun(2, { name: 'a' })]);
    expect([...called.values()]).toEqual(['a (run-0)', 'b', 'a (run-2)']);
  });
});

describe('scaleOver', () => {
  it('every value lies inside of the axis, and so does every tick', () => {
    for (const values of [[3], [0], [1, 2], [0.1, 0.2, 7], [1e-3, 1e3], [-2, 5], []]) {
      for (const logarithmic of [false, true]) {
        const { place, ticks } = scaleOver(values, logarithmic);
        for (const value of [...values, ...ticks]) expect(place(value)).toBeGreaterThanOrEqual(-1e-9);
        for (const value of [...values, ...ticks]) expect(place(value)).toBeLessThanOrEqual(1 + 1e-9);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThan(13);
      }
    }
  });

  it('is logarithmic only where it was wished for and values spread far', () => {
    const middle = (values: readonly number[], wish: boolean): number => scaleOver(values, wish).place(10);
    expect(middle([1, 100], true)).toBeCloseTo(0.5);
    expect(middle([1, 100], false)).toBeLessThan(0.2);
    expect(middle([1, 19], true)).toBeCloseTo(0.5);
    expect(middle([0, 100], true)).toBeLessThan(0.2);
  });

  it('ticks are round numbers', () => expect(scaleOver([0.12, 0.58], false).ticks).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]));
});

describe('movedRow', () => {
  it('always ends on a row', () => {
    expect([movedRow('ArrowUp', 0, 10, 4), movedRow('PageDown', 8, 10, 4), movedRow('End', 0, 10, 4), movedRow('Home', 5, 10, 4)]).toEqual([0, 9, 9, 0]);
  });
});
