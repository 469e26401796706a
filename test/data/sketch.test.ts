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

  it('counts a text once, however often it stands there', () => expect(overlap(['a', 'a', 'b'], ['a', 'c', 'd', 'e'])).toEqual({ ofFirst: 0.5, ofSecond: 0.25, seen: 1, common: 1 }));

  it('of data sets too large to be kept whole is estimated within the error that is stated', () => {
    const { ofFirst, ofSecond, common } = overlap(texts(0, 400_000), texts(300_000, 700_000));
    const error = 5 * Math.sqrt((0.25 * 0.75) / sketchSize);
    expect(Math.abs(ofFirst - 0.25)).toBeLessThan(error);
    expect(Math.abs(ofSecond - 0.25)).toBeLessThan(error);
    expect(Math.abs(common - 100_000)).toBeLessThan(5 * error * 400_000);
  });
});

describe('a part of 300,000 texts', () => {
  const all = texts(0, 300_000);
  const whole = sketchOf(all, secret);

  it.each([
    ['a hundredth of it', 3_000],
    ['thirty of it', 30],
  ])('is seen: %s', (_, count) => {
    const part = sketchOf(all.slice(1_000, 1_000 + count), secret);
    const { ofFirst, seen, common } = overlapOf(part, whole);
    const expected = (count * sketchSize) / 300_000;
    expect(ofFirst).toBe(1);
    expect(Math.abs(seen - expected)).toBeLessThan(5 * Math.sqrt(expected));
    expect(Math.abs(common - count)).toBeLessThan((5 * Math.sqrt(expected) * 300_000) / sketchSize);
  });

  it('is seen in a sketch of before, which held the 65,536 smallest hashes', () => {
    const former = whole.slice(0, 65_536 * 8);
    const { ofFirst, ofSecond, common } = overlapOf(sketchOf(all.slice(0, 3_000), secret), former);
    expect(ofFirst).toBe(1);
    expect(Math.abs(ofSecond - 0.01)).toBeLessThan(5 * Math.sqrt((0.01 * 0.99) / 65_536));
    expect(Math.abs(common - 3_000)).toBeLessThan(5 * Math.sqrt(3_000 * (300_000 / 65_536)));
  });

  it('is the whole in a sketch of before and one of now', () => {
    expect(overlapOf(whole, whole.slice(0, 65_536 * 8))).toMatchObject({ ofFirst: 1, ofSecond: 1, seen: 65_536 });
  });
});

describe('a sketch', () => {
  it('holds at most its size', () => expect(sketchOf(texts(0, 270_000), secret)).toHaveLength(sketchSize * 8));

  it('tells nothing without its secret', () => {
    expect(overlapOf(sketchOf(texts(0, 100), secret), sketchOf(texts(0, 100), new Uint8Array(32).fill(2))).common).toBe(0);
  });
});
