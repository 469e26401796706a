// What is guessed about which canary, and which designs are refused.
import { describe, expect, it } from 'vitest';
import { checkDesign, usualDesign } from '../../../../src/core/privacy/audit/design';
import { countGuesses } from '../../../../src/core/privacy/audit/guesses';

const design = { canaries: 6, guesses: 4, confidence: 0.95 };

describe('countGuesses', () => {
  it('guesses "in" for the highest scores and "out" for the lowest, and abstains between', () => {
    const scores = Float64Array.of(0.1, 3, -1, 0.2, 2, -2); // in: 1, 4; out: 2, 5
    const count = (...coins: number[]): number => countGuesses(design, scores, Uint8Array.from(coins)).correct;
    expect(count(0, 1, 0, 0, 1, 0)).toBe(4);
    expect(count(1, 1, 0, 1, 1, 0), 'the coins of 0 and 3 do not matter').toBe(4);
    expect(count(0, 0, 1, 0, 0, 1)).toBe(0);
    expect(count(0, 1, 1, 0, 0, 0)).toBe(2);
  });

  it('says how many guesses there were of how many canaries', () => {
    expect(countGuesses(design, new Float64Array(6), new Uint8Array(6))).toMatchObject({ canaries: 6, guesses: 4 });
  });

  it('among equal scores takes the earlier canary as the higher', () => {
    expect(countGuesses(design, new Float64Array(6), Uint8Array.of(1, 1, 0, 0, 0, 0)).correct).toBe(4);
  });

  it('takes a score that is no number as the lowest', () => {
    const scores = Float64Array.of(NaN, 3, -1, 0.2, 2, 0);
    expect(countGuesses(design, scores, Uint8Array.of(0, 1, 0, 1, 1, 1)).correct).toBe(4);
  });

  it('rejects scores of another number of canaries', () => {
    expect(() => countGuesses(design, new Float64Array(5), new Uint8Array(6))).toThrow(/6 canaries, but there are 5 scores/);
  });
});

describe('checkDesign', () => {
  it('accepts the usual design', () => {
    expect(() => checkDesign(usualDesign)).not.toThrow();
  });

  it.each([
    [{ canaries: 0 }, /canaries/],
    [{ guesses: 3 }, /even.*3/],
    [{ guesses: 402 }, /at most the number of canaries, 400, but is 402/],
    [{ confidence: 1 }, /confidence/],
  ])('rejects %o', (change, message) => {
    expect(() => checkDesign({ ...usualDesign, ...change })).toThrow(message);
  });
});
