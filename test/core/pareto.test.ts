// The Pareto front against its definition, and groups of runs that may be ranked together.
import { describe, expect, it } from 'vitest';
import { paretoFront, rankableGroups, type Outcome, type RankedOn } from '../../src/core/pareto';

const at = (epsilon: number, metric: number): Outcome => ({ epsilon, metric });
const front = (items: readonly Outcome[], better: 'higher' | 'lower' = 'higher'): Outcome[] => paretoFront(items, (item) => item, better);

/** The definition, word by word: quadratic in the number of items. */
function unbeaten(items: readonly Outcome[]): Outcome[] {
  const beats = (a: Outcome, b: Outcome): boolean => a.epsilon <= b.epsilon && a.metric >= b.metric && (a.epsilon < b.epsilon || a.metric > b.metric);
  return items.filter((item) => !Number.isNaN(item.metric) && !items.some((other) => beats(other, item)));
}

describe('paretoFront', () => {
  it('is what the definition says, for many sets with ties, infinities and NaN', () => {
    let seed = 7;
    const draw = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 300; round++) {
      const items = Array.from({ length: draw(12) }, () => at([0, 1, 2, 3, Infinity][draw(5)], [0.5, 0.6, 0.7, NaN][draw(4)]));
      const found = front(items);
      expect(new Set(found)).toEqual(new Set(unbeaten(items)));
      expect(found.map(({ epsilon }) => epsilon)).toEqual(found.map(({ epsilon }) => epsilon).sort((a, b) => (a === b ? 0 : a - b)));
    }
  });

  it('items that tie in both are all on the front, or none is', () => {
    expect(front([at(1, 0.8), at(1, 0.8), at(2, 0.7), at(2, 0.7)])).toEqual([at(1, 0.8), at(1, 0.8)]);
  });

  it('an infinite ε is on the front only if its metric is better than every private one', () => {
    expect(front([at(1, 0.8), at(Infinity, 0.8)])).toEqual([at(1, 0.8)]);
    expect(front([at(Infinity, 0.9), at(1, 0.8)])).toEqual([at(1, 0.8), at(Infinity, 0.9)]);
  });

  it('an item whose metric is NaN is never on the front', () => expect(front([at(0.1, NaN), at(1, 0.5)])).toEqual([at(1, 0.5)]));

  it('takes the lowest metrics as the best where they are a loss', () => {
    expect(front([at(1, 0.4), at(2, 0.3), at(3, 0.5)], 'lower')).toEqual([at(1, 0.4), at(2, 0.3)]);
  });

  it('nothing has no front', () => expect(front([])).toEqual([]));
});

describe('rankableGroups', () => {
  const base: RankedOn = { dataSet: 'a', unit: 'record', neighbouringRelation: 'addOrRemoveOne', delta: 1e-5 };
  /** Other units and relations do not exist yet; those of a later version must not be ranked with ours. */
  const others = [
    ['data set', { ...base, dataSet: 'b' }],
    ['unit', { ...base, unit: 'user' as 'record' }],
    ['neighbouring relation', { ...base, neighbouringRelation: 'replaceOne' as 'addOrRemoveOne' }],
    ['δ', { ...base, delta: 1e-6 }],
  ] as const;

  it.each(others)('another %s is another group', (_, other) => {
    expect(rankableGroups([base, other, base], (item) => item)).toEqual([[base, base], [other]]);
  });

  it('the same in all four is one group', () => expect(rankableGroups([base, { ...base }], (item) => item)).toHaveLength(1));
});
