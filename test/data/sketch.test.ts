// Sketches of data sets: overlaps as exact sets have them.
import { describe, expect, it } from 'vitest';
import { overlapOf, sketchOf, sketchSize } from '../../src/data/sketch';

const secret = new Uint8Array(32).fill(1);
const texts = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `text ${from + i}`);
const overlap = (first: readonly string[], second: readonly string[]) => overlapOf(sketchOf(first, secret), sketchOf(second, secret));

describe('the overlap of two data sets', () => {
  it.each([
    ['0 %', texts(0, 1000), texts(1000, 2000), 0, 0],
    ['1 %', texts(0, 1000), texts(990, 1990), 0.01, 0.01],
    ['10 %', texts(0, 1000), texts(900, 1900), 0.1, 0.1],
    ['half', texts(0, 1000), texts(500, 1500), 0.5, 0.5],
    ['the same', texts(0, 1000), texts(0, 1000), 1, 1],
    ['a part of the other', texts(0, 100), texts(0, 1000), 1, 0.1],
    ['more than the other', texts(0, 1000), texts(0, 100), 0.1, 1],
    ['in another order', texts(0, 1000), texts(0, 1000).reverse(), 1, 1],
    ['nothing at all', [], texts(0, 10), 0, 0],
  ])('%s is exact for data sets that are kept whole', (_, first, second, ofFirst, ofSecond) => {
    expect(overlap(first, second)).toMatchObject({ ofFirst, ofSecond });
  });

  it('counts a text once, however often it stands there', () => expect(overlap(['a', 'a', 'b'], ['a', 'c', 'd', 'e'])).toEqual({ ofFirst: 0.5, ofSecond: 0.25, common: 1 }));

  it('of data sets too large to be kept whole is estimated within the error that is stated', () => {
    const first = texts(0, 200_000);
    const second = texts(150_000, 350_000);
    const { ofFirst, ofSecond } = overlap(first, second);
    const error = 5 * Math.sqrt((0.25 * 0.75) / sketchSize);
    expect(Math.abs(ofFirst - 0.25)).toBeLessThan(error);
    expect(Math.abs(ofSecond - 0.25)).toBeLessThan(error);
  });

  it('of a small part of a large data set is seen', () => expect(overlap(texts(5_000, 5_500), texts(0, 200_000)).ofFirst).toBeGreaterThan(0.9));
});

describe('a sketch', () => {
  it('holds at most its size', () => expect(sketchOf(texts(0, 70_000), secret)).toHaveLength(sketchSize * 8));

  it('tells nothing without its secret', () => {
    expect(overlapOf(sketchOf(texts(0, 100), secret), sketchOf(texts(0, 100), new Uint8Array(32).fill(2))).common).toBe(0);
  });
});
