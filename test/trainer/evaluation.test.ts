// The noise on the released accuracy: as large as unit and plan ask for, and independent on each count.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../src/core/plan';
import type { PrivacyUnit } from '../../src/core/privacy/unit';
import type { Evaluation } from '../../src/engine/evaluate';
import { noisyAccuracy } from '../../src/trainer/evaluation';
import { createSecureRandom } from '../../src/trainer/secureRandom';
import { exampleConfig } from '../store/examples';

const measured: Evaluation = { records: 1000, correct: 900, accuracy: 0.9, auc: null, loss: 0.3, expertShare: [] };
const planned = (unit: PrivacyUnit) => ({ plan: planRun({ ...exampleConfig.privacy, unit, evaluation: { noiseMultiplier: 20 } }) });

const deviation = (values: readonly number[], centre: number): number => Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / values.length);

describe('the noise on the counts', () => {
  it.each([
    { unit: 'record', expected: 20 },
    { unit: { column: 'patient', maxRecords: 3 }, expected: 60 },
  ] as const)('has the noise multiplier times what one unit can change, around the exact counts: $expected', ({ unit, expected }) => {
    const run = planned(unit);
    const random = createSecureRandom();
    const releases = Array.from({ length: 4000 }, () => noisyAccuracy(run, measured, random));
    // Five standard errors of a standard deviation, σ / √(2 n), are 6 %.
    expect(Math.abs(deviation(releases.map(({ correct }) => correct), 900) / expected - 1)).toBeLessThan(0.06);
    expect(Math.abs(deviation(releases.map(({ incorrect }) => incorrect), 100) / expected - 1)).toBeLessThan(0.06);
    // Independent: the sum varies as √2 of each.
    expect(Math.abs(deviation(releases.map(({ correct, incorrect }) => correct + incorrect), 1000) / (expected * Math.SQRT2) - 1)).toBeLessThan(0.06);
  });

  it('is not added for a run that plans no release', () => {
    expect(() => noisyAccuracy({ plan: planRun(exampleConfig.privacy) }, measured, createSecureRandom())).toThrow('plans no release');
  });
});
