// Groups of near-duplicates, against the definition applied to every pair.
import { describe, expect, it } from 'vitest';
import { nearDuplicateGroups } from '../../src/data/spamAssassin/nearDuplicates';
import { randomFrom } from '../store/random';

/** Originals, and copies of them with some words replaced, so that overlaps of all degrees occur. */
function texts(random: () => number, count: number): string[][] {
  const word = (): string => `w${Math.floor(random() ** 2 * 60)}`;
  const made: string[][] = [];
  while (made.length < count) {
    const original = Array.from({ length: 5 + Math.floor(random() * 60) }, word);
    const change = random() * 0.3;
    made.push(original, original.map((same) => (random() < change ? word() : same)));
  }
  return made;
}

function shingles(words: readonly string[]): Set<string> {
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((last, i) => [words[i], words[i + 1], last].join(' ')));
}

function areNear(a: readonly string[], b: readonly string[]): boolean {
  if (a.slice(0, 30).join(' ') === b.slice(0, 30).join(' ')) return true;
  const [x, y] = [shingles(a), shingles(b)];
  const shared = [...x].filter((shingle) => y.has(shingle)).length;
  return shared / (x.size + y.size - shared) >= 0.5;
}

/** The transitive closure by relabelling until nothing changes. */
function closure(list: readonly (readonly string[])[]): number[][] {
  const group = list.map((_, i) => i);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < list.length; i++) {
      for (let j = 0; j < i; j++) {
        if (group[i] === group[j] || !areNear(list[i], list[j])) continue;
        group[i] = group[j] = Math.min(group[i], group[j]);
        changed = true;
      }
    }
  }
  return [...new Set(group)].map((g) => group.flatMap((other, i) => (other === g ? [i] : [])));
}

describe('groups of near-duplicates', () => {
  it.each([1, 2, 3, 4])('are those of the definition applied to every pair (case %i)', (seed) => {
    const list = texts(randomFrom(seed), 150);
    const expected = closure(list);
    expect(expected.filter((group) => group.length > 1).length).toBeGreaterThan(10);
    expect(expected.filter((group) => group.length === 1).length).toBeGreaterThan(10);
    expect(nearDuplicateGroups(list)).toEqual(expected);
  });

  it('leave numbers out of the comparison', () => {
    const offer = 'call now and save money on your new car loan today'.split(' ');
    expect(nearDuplicateGroups([['num5', ...offer], [...offer, 'num3', 'num1'], ['other', 'words', 'entirely']])).toEqual([[0, 1], [2]]);
  });

  it('join texts with the same first 30 words, however they go on', () => {
    const opening = Array.from({ length: 30 }, (_, i) => `o${i}`);
    const long = (letter: string): string[] => [...opening, ...Array.from({ length: 200 }, (_, i) => `${letter}${i}`)];
    expect(nearDuplicateGroups([long('a'), long('b')])).toEqual([[0, 1]]);
  });
});
