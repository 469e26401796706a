// The bounds of a one-run audit: values worked out elsewhere, sums of binomial probabilities, and mechanisms whose ε is known.
import { describe, expect, it } from 'vitest';
import { auditLowerBound, auditPValue } from '../../../../src/core/privacy/audit/oneRun';

/** The p-value by its definition, with every probability multiplied out on its own. */
function byDefinition(canaries: number, guesses: number, correct: number, epsilon: number, delta: number): number {
  const p = Math.exp(epsilon) / (1 + Math.exp(epsilon));
  const mass = (k: number): number => {
    let product = 1;
    for (let j = 1; j <= k; j++) product *= ((guesses - k + j) / j) * p;
    for (let j = 0; j < guesses - k; j++) product *= 1 - p;
    return product;
  };
  const tail = (k: number): number => Array.from({ length: guesses - k + 1 }, (_, j) => mass(k + j)).reduce((a, b) => a + b, 0);
  const gains = Array.from({ length: correct }, (_, i) => (tail(correct - i - 1) - tail(correct)) / (i + 1));
  return Math.min(1, tail(correct) + 2 * canaries * delta * Math.max(0, ...gains));
}

describe('auditPValue', () => {
  // Worked out elsewhere, in NumPy.
  it.each([
    [1000, 100, 70, 0.5, 1e-5, 0.066949271],
    [1000, 100, 90, 1, 1e-5, 8.4128856e-4],
    [1000, 200, 130, 0.5, 1e-5, 0.23452978],
    [500, 50, 50, 3, 1e-5, 0.090526446],
    [2000, 1000, 600, 0.2, 0, 7.6523343e-4],
  ])('of %i canaries, %i guesses, %i of them right, at ε %f and δ %f is %f', (canaries, guesses, correct, epsilon, delta, expected) => {
    const actual = auditPValue({ canaries, guesses, correct }, epsilon, delta);
    expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-7);
  });

  it.each([
    [60, 40, 31, 0.7, 1e-3],
    [60, 40, 40, 2, 1e-4],
    [25, 25, 13, 0, 1e-2],
  ])('of %i canaries equals its definition', (canaries, guesses, correct, epsilon, delta) => {
    const expected = byDefinition(canaries, guesses, correct, epsilon, delta);
    expect(auditPValue({ canaries, guesses, correct }, epsilon, delta)).toBeCloseTo(expected, 12);
  });

  it('is 1 without a right guess', () => {
    expect(auditPValue({ canaries: 10, guesses: 5, correct: 0 }, 0, 1e-5)).toBe(1);
    expect(auditPValue({ canaries: 10, guesses: 0, correct: 0 }, 3, 1e-5)).toBe(1);
  });

  it('does not fall when δ rises, nor with ε where δ is small', () => {
    const outcome = { canaries: 400, guesses: 100, correct: 80 };
    let before = 0;
    for (let epsilon = 0; epsilon < 6; epsilon += 0.05) {
      const p = auditPValue(outcome, epsilon, 1e-4);
      expect(p).toBeGreaterThanOrEqual(before - 1e-14);
      expect(auditPValue(outcome, epsilon, 1e-3)).toBeGreaterThanOrEqual(p - 1e-14);
      before = p;
    }
  });

  it('rejects more guesses than canaries, and more right guesses than guesses', () => {
    expect(() => auditPValue({ canaries: 10, guesses: 11, correct: 3 }, 1, 0)).toThrow(/11 of 10 canaries/);
    expect(() => auditPValue({ canaries: 10, guesses: 5, correct: 6 }, 1, 0)).toThrow(/6 of 5 guesses/);
  });
});

describe('auditLowerBound', () => {
  it.each([
    [1000, 10, 10, 1.015],
    [1000, 30, 30, 2.224],
    [1000, 100, 100, 3.465],
    [1000, 1000, 1000, 5.782],
    [1000, 100, 90, 1.626],
    [1000, 100, 70, 0.469],
    [5000, 500, 450, 1.941],
    [200, 50, 40, 0.773],
  ])('of %i canaries, %i guesses, %i of them right, is %f', (canaries, guesses, correct, expected) => {
    expect(auditLowerBound({ canaries, guesses, correct }, 1e-5, 0.95)).toBeCloseTo(expected, 3);
  });

  it('without δ and without a wrong guess is where r guesses come out right with probability 1 − confidence', () => {
    const p = 0.05 ** (1 / 80); // pʳ = 0.05
    expect(auditLowerBound({ canaries: 100, guesses: 80, correct: 80 }, 0, 0.95)).toBeCloseTo(Math.log(p / (1 - p)), 8);
  });

  it('is 0 when nothing is refuted', () => {
    expect(auditLowerBound({ canaries: 400, guesses: 100, correct: 50 }, 1e-5, 0.95)).toBe(0);
    expect(auditLowerBound({ canaries: 400, guesses: 100, correct: 0 }, 1e-5, 0.95)).toBe(0);
  });

  it('is rounded down: the bound itself is refuted, and hardly more is', () => {
    const outcome = { canaries: 400, guesses: 100, correct: 85 };
    const bound = auditLowerBound(outcome, 1e-4, 0.95);
    expect(auditPValue(outcome, bound, 1e-4)).toBeLessThanOrEqual(0.05);
    expect(auditPValue(outcome, bound + 2e-9, 1e-4)).toBeGreaterThan(0.05);
  });

  it('stays below the ε of randomised response in at least 95 of 100 audits of it', () => {
    // Answers each coin rightly with probability eᵉ/(1 + eᵉ), which is (ε, 0)-private and nothing less; ε = 1.
    let state = 7;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const truth = Math.E / (1 + Math.E);
    const tooHigh = Array.from({ length: 400 }, () => {
      const correct = Array.from({ length: 300 }, () => random() < truth).filter(Boolean).length;
      return auditLowerBound({ canaries: 300, guesses: 300, correct }, 0, 0.95);
    }).filter((bound) => bound > 1);
    expect(tooHigh.length).toBeLessThanOrEqual(32); // 20 expected of 400; 32 is 3 standard deviations above.
    expect(tooHigh.length, 'and the bound is not idle').toBeGreaterThan(2);
  });

  it('rejects a confidence out of range', () => {
    expect(() => auditLowerBound({ canaries: 10, guesses: 5, correct: 5 }, 0, 1)).toThrow(/confidence/);
  });
});
