// The reducer of the compare page, its filter and sort, and what it keeps: without a page.
import { describe, expect, it } from 'vitest';
import type { ComparedRun } from '../../src/protocol/compare';
import { firstChoices, parseChoices } from '../../webview/compare/choices';
import { columnOf } from '../../webview/compare/columns';
import { listed } from '../../webview/compare/rows';
import { firstState, reduce, selectedRuns, type CompareEvent, type CompareState } from '../../webview/compare/state';
import { comparedRun, comparedRuns, curvesOfRun } from './comparedRuns';

const after = (...events: readonly CompareEvent[]): CompareState => events.reduce(reduce, firstState());
const runs = (list: readonly ComparedRun[], selected?: readonly string[]): CompareEvent => ({ type: 'received', message: { type: 'runs', runs: list, selected } });
const curves = (index: number): CompareEvent => ({ type: 'received', message: { type: 'curves', runId: `run-${index}`, scalars: curvesOfRun(index, 3) } });
const select = (...indices: readonly number[]): CompareEvent => ({ type: 'select', runIds: indices.map((index) => `run-${index}`), selected: true });
const deselect = (...indices: readonly number[]): CompareEvent => ({ ...select(...indices), selected: false }) as CompareEvent;
const styles = ({ choices }: CompareState): Record<string, number> => Object.fromEntries(choices.selection.map(({ runId, style }) => [runId, style]));
const ids = (list: readonly ComparedRun[]): string[] => list.map(({ id }) => id);

describe('selection', () => {
  it('a style stays with its run while others come and go, and a free one is used again', () => {
    const state = after(runs(comparedRuns(5)), select(0, 1, 2), deselect(1), select(3, 4));
    expect(styles(state)).toEqual({ 'run-0': 0, 'run-2': 2, 'run-3': 1, 'run-4': 3 });
  });

  it('selecting a run twice changes nothing', () => {
    const once = after(runs(comparedRuns(2)), select(0));
    expect(reduce(once, select(0)).choices).toEqual(once.choices);
  });

  it('runs that are gone leave the selection, and their curves with them', () => {
    const state = after(runs(comparedRuns(3)), select(0, 2), curves(0), curves(2), runs(comparedRuns(2)));
    expect(Object.keys(styles(state))).toEqual(['run-0']);
    expect([...state.curves.keys()]).toEqual(['run-0']);
  });

  it('the selection of an earlier life holds until the extension names another', () => {
    const saved = firstState({ ...firstChoices, selection: [{ runId: 'run-1', style: 4 }] });
    expect(styles(reduce(saved, runs(comparedRuns(3))))).toEqual({ 'run-1': 4 });
    expect(styles(reduce(saved, runs(comparedRuns(3), ['run-2'])))).toEqual({ 'run-2': 0 });
  });

  it('curves of a run that is not selected are not kept', () => {
    expect(after(runs(comparedRuns(2)), select(0), curves(1)).curves.size).toBe(0);
    expect(after(runs(comparedRuns(2)), select(0), curves(0), deselect(0)).curves.size).toBe(0);
  });

  it('a changed run takes the place of the one that it was', () => {
    const state = after(runs(comparedRuns(3)), select(1), { type: 'received', message: { type: 'changed', runs: [comparedRun(1, { step: 999 })] } });
    expect(ids(state.runs!)).toEqual(['run-0', 'run-1', 'run-2']);
    expect(selectedRuns(state).map(({ run }) => run.step)).toEqual([999]);
  });
});

describe('sort', () => {
  const by = (column: string, descending = true): string[] => ids(listed(comparedRuns(12), { filter: '', sort: { column, descending } }));

  it('a column sorts downwards, then upwards, then not at all', () => {
    const sort: CompareEvent = { type: 'sort', column: 'epsilon' };
    expect([1, 2, 3].map((times) => after(...new Array<CompareEvent>(times).fill(sort)).choices.sort)).toEqual([
      { column: 'epsilon', descending: true },
      { column: 'epsilon', descending: false },
      undefined,
    ]);
  });

  it('runs that have nothing to sort by come last in either direction', () => {
    for (const descending of [true, false]) expect(by('metric:accuracy', descending).slice(-3)).toEqual(['run-3', 'run-5', 'run-10']);
  });

  it('runs that tie stay in the order in which they came', () => {
    expect(by('data')).toEqual(ids(comparedRuns(12)));
    expect(by('epsilon').slice(0, 2)).toEqual(['run-7', 'run-6']);
    expect(by('epsilon', false).slice(0, 4)).toEqual(['run-0', 'run-8', 'run-1', 'run-9']);
  });

  it('an infinite ε is the largest', () => {
    const spent = { ...comparedRun(0).spent, epsilon: { pld: Infinity, rdp: Infinity, rdpOrder: 2 } };
    expect(ids(listed([comparedRun(1), comparedRun(0, { spent })], { filter: '', sort: { column: 'epsilon', descending: true } }))).toEqual(['run-0', 'run-1']);
  });

  it('members of the run file sort as what they are: numbers as numbers', () => {
    expect(by('config:training.learningRate')[0]).toBe('run-3');
    expect(by('config:model.numExperts', false)[0]).toBe('run-0');
  });
});

describe('filter', () => {
  const found = (filter: string): string[] => ids(listed(comparedRuns(12), { filter, sort: undefined }));

  it.each([
    ['failed', ['run-5']],
    ['SWEEP 11', ['run-11']],
    ['running notes', ['run-3', 'run-10']],
    ['epsilon<1', ['run-0', 'run-8']],
    ['ε<1', ['run-0', 'run-8']],
    ['state=failed', ['run-5']],
    ['accuracy>=0.9', ['run-4']],
    ['training.learningRate=0.05 finished', ['run-7', 'run-11']],
    ['nothing>3', []],
    ['accuracy>high', []],
  ])('%s finds what it says', (filter, expected) => expect(found(filter)).toEqual(expected));

  it('without words finds all', () => expect(found('  ')).toHaveLength(12));
});

describe('choices', () => {
  it('come back as they were kept', () => {
    const { choices } = after(
      runs(comparedRuns(3)),
      select(1),
      { type: 'sort', column: 'metric:accuracy' },
      { type: 'filter', text: 'a' },
      { type: 'showColumn', column: 'config:privacy.clipNorm', shown: true },
      { type: 'showColumn', column: 'step', shown: false },
      { type: 'showSeries', name: 'clippedShare', shown: true },
      { type: 'smooth', weight: 0.9 },
      { type: 'scale', logarithmic: true },
      { type: 'axis', axis: 'time' },
      { type: 'metric', name: 'auc' },
    );
    expect(choices).not.toEqual(firstChoices);
    expect(parseChoices(JSON.parse(JSON.stringify(choices)))).toEqual(choices);
  });

  it.each([[undefined], ['text'], [{ columns: ['gone'], sort: { column: 3 }, smoothing: 1, axis: 'wall', selection: [{ runId: 1 }] }]])(
    'what is not understood (%o) is as nobody had chosen',
    (saved) => expect(parseChoices(saved)).toEqual(firstChoices),
  );

  it('sensitive figures in an export are asked for anew: the wish is not kept', () => {
    const state = after({ type: 'exportSensitive', included: true });
    expect(state.exportSensitive).toBe(true);
    expect(JSON.stringify(state.choices)).not.toMatch(/ensitive/);
  });
});

describe('columns', () => {
  it('ε never stands alone: its cell has δ, its tooltip unit, relation and accountant', () => {
    const { text, tooltip } = columnOf('epsilon');
    expect(text(comparedRun(0))).toBe('0.98 at δ 1e-5');
    expect(tooltip?.(comparedRun(0))).toMatch(/by PLD.*unit: one record; neighbours: add or remove one/);
  });

  it('a metric of private data is marked, one of a public demonstration is not', () => {
    const accuracy = columnOf('metric:accuracy');
    expect(accuracy.sensitive?.(comparedRun(0))).toBe(true);
    expect(accuracy.sensitive?.(comparedRun(0, { metrics: { sensitivity: 'public', value: { accuracy: 1 } } }))).toBe(false);
  });
});
