// Accuracy and area under the ROC curve against counts by hand and against the definition over all pairs.
import { describe, expect, it } from 'vitest';
import { areaUnderRoc, correctAnswers } from '../../src/core/metrics';

describe('correct answers', () => {
  it('counts records whose label scores highest', () => {
    expect(correctAnswers(Float32Array.of(1, 2, 3, 0, 0, 5), Int32Array.of(1, 0, 0), 2)).toBe(2);
  });

  it('gives equal scores to the first class, so that every record counts once', () => {
    expect(correctAnswers(Float32Array.of(1, 1, 1, 1), Int32Array.of(0, 1), 2)).toBe(1);
  });
});

describe('area under the ROC curve', () => {
  it('equals the share of ordered pairs, ties counting half', () => {
    const scores = [0.1, 0.4, 0.4, 0.35, 0.8, 0.4, 0.1];
    const positive = [false, true, false, false, true, true, true];
    let pairs = 0;
    let won = 0;
    scores.forEach((p, i) => scores.forEach((n, j) => {
      if (!positive[i] || positive[j]) return;
      pairs++;
      won += p > n ? 1 : p === n ? 0.5 : 0;
    }));
    expect(areaUnderRoc(scores, positive)).toBeCloseTo(won / pairs, 12);
  });

  it('is not a number when one class is missing', () => {
    expect(areaUnderRoc([1, 2], [true, true])).toBeNaN();
  });
});
