// Rounding to a chosen side, and the words that someone probably meant.
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/base/nearest';
import { roundedDown, roundedUp } from '../../src/base/round';

describe('the nearest words', () => {
  it.each([
    ['clipnorm', ['epsilon', 'clipNorm'], ['clipNorm']],
    ['clip_norm', ['clipNorm'], ['clipNorm']],
    ['epsilom', ['epsilon', 'epochs'], ['epsilon']],
    ['mials.csv', ['mails.csv', 'files.csv'], ['mails.csv', 'files.csv']],
    ['lable', ['text', 'label'], ['label']],
    ['x', ['y', 'yes'], ['y']],
    ['colour', ['delta', 'steps'], []],
    ['', ['a', 'abc'], ['a']],
  ])('to %j among %j are %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toEqual(expected);
  });
});

describe('rounding up', () => {
  it.each([
    [1.23401, 4, 1.235],
    [1.234, 4, 1.234],
    [9.9991, 4, 10],
    [0.00012341, 4, 0.0001235],
    [123_456, 2, 130_000],
  ])('%d to %d digits is %d', (value, digits, expected) => {
    expect(roundedUp(value, digits)).toBe(expected);
  });

  it('never goes below the value', () => {
    for (let i = 0; i < 1000; i++) {
      const value = Math.exp(i / 40 - 12);
      const rounded = roundedUp(value, 4);
      expect(rounded).toBeGreaterThanOrEqual(value);
      expect(rounded / value).toBeLessThan(1.0011);
    }
  });
});

describe('rounding down', () => {
  it.each([
    [1.23499, 4, 1.234],
    [1.234, 4, 1.234],
    [9.9999, 4, 9.999],
    [1 / 40_590, 2, 2.4e-5],
    [123_456, 2, 120_000],
  ])('%d to %d digits is %d', (value, digits, expected) => {
    expect(roundedDown(value, digits)).toBe(expected);
  });

  it('never goes above the value', () => {
    for (let i = 0; i < 1000; i++) {
      const value = Math.exp(i / 40 - 12);
      const rounded = roundedDown(value, 4);
      expect(rounded).toBeLessThanOrEqual(value);
      expect(rounded / value).toBeGreaterThan(0.9989);
    }
  });
});
