// Canaries: public words, labels and coins by chance, and nothing else.
import { describe, expect, it } from 'vitest';
import { makeCanaries } from '../../src/data/canaries';
import { listedWords, vocabularySize } from '../../src/data/vocabulary';
import { createSecureRandom } from '../../src/trainer/secureRandom';

const random = createSecureRandom();

/** Whether a count of fair coins is within 5 standard deviations of its mean. */
const isFair = (heads: number, coins: number): boolean => Math.abs(heads - coins / 2) < 2.5 * Math.sqrt(coins);

describe('makeCanaries', () => {
  const { records, included } = makeCanaries(2000, 2, 512, random);

  it('takes distinct words of the public list, as many for each canary', () => {
    for (let i = 0; i < 2000; i++) {
      const ids = records.ids.slice(records.starts[i], records.starts[i + 1]);
      expect(new Set(ids).size).toBe(32);
    }
    expect(Math.min(...new Set(records.ids))).toBeGreaterThanOrEqual(vocabularySize - listedWords);
    expect(Math.max(...new Set(records.ids))).toBeLessThan(vocabularySize);
  });

  it('draws words from all of the list', () => {
    expect(new Set(records.ids).size).toBe(listedWords); // Each is in 18 canaries in expectation.
  });

  it('stays within the words that a record may have', () => {
    const short = makeCanaries(5, 2, 3, random).records;
    expect([...short.starts]).toEqual([0, 3, 6, 9, 12, 15]);
  });

  it('tosses a fair coin for each canary, and one for its label, which know nothing of each other', () => {
    const heads = (coins: Iterable<number>): number => [...coins].reduce((sum, coin) => sum + coin, 0);
    expect(included.every((coin) => coin === 0 || coin === 1)).toBe(true);
    expect(isFair(heads(included), 2000)).toBe(true);
    expect(isFair(heads(records.labels), 2000)).toBe(true);
    expect(isFair(heads(included.map((coin, i) => coin ^ records.labels[i])), 2000)).toBe(true);
    expect(isFair(heads(included.map((coin, i) => coin ^ included[(i + 1) % 2000])), 2000)).toBe(true);
  });

  it('gives every class its share of the labels', () => {
    const { labels } = makeCanaries(3000, 3, 4, random).records;
    for (const c of [0, 1, 2]) expect(Math.abs(labels.filter((label) => label === c).length - 1000)).toBeLessThan(130); // 5 standard deviations
  });
});
