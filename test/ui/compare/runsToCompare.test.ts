// Which runs are compared by a menu of the tree, and by the palette.
import { describe, expect, it } from 'vitest';
import { runsToCompare } from '../../../src/ui/compare/runsToCompare';

describe('runs to compare', () => {
  it('are those that a menu hands over, whatever is selected', () => {
    expect(runsToCompare(['a'], ['b', 'c'])).toEqual(['a']);
  });

  it('are those that are selected in the view of runs, when the palette hands over none', () => {
    expect(runsToCompare([], ['b', 'c'])).toEqual(['b', 'c']);
  });

  it('are left to the page when a single one is selected', () => {
    expect(runsToCompare([], ['b'])).toEqual([]);
  });
});
