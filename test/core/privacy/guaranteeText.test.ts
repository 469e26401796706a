// ε as people read it.
import { describe, expect, it } from 'vitest';
import { guaranteeOf } from '../../../src/core/privacy/guarantee';
import { nonPrivate, poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';
import { deltaText, epsilonText, guaranteeText } from '../../../src/core/privacy/guaranteeText';

describe('epsilonText', () => {
  it.each([
    [2.98, '2.98'],
    [2.9800001, '2.99'],
    [2.99999, '3.00'],
    [1.1, '1.10'],
    [0.1, '0.10'],
    [0.0123, '0.013'],
    [0.00025, '0.00025'],
    [12.004, '12.01'],
    [0, '0'],
    [Infinity, '∞'],
  ])('%d is %s: rounded up, never down', (epsilon, text) => {
    expect(epsilonText(epsilon)).toBe(text);
  });

  it('never states less than there is', () => {
    for (let epsilon = 0.001; epsilon < 50; epsilon *= 1.0173) expect(Number(epsilonText(epsilon))).toBeGreaterThanOrEqual(epsilon * (1 - 1e-9));
  });
});

describe('deltaText', () => {
  it.each([
    [1e-5, '1e-5'],
    [1e-4, '1e-4'],
    [2.5e-6, '2.5e-6'],
    [0.01, '0.01'],
  ])('%d is %s', (delta, text) => {
    expect(deltaText(delta)).toBe(text);
  });
});

describe('guaranteeText', () => {
  it('has δ, both accountants, unit and neighbouring relation', () => {
    const text = guaranteeText(guaranteeOf(selfComposition(poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }), 1000), 1e-5, 'record'));
    expect(text).toBe('ε 1.83 at δ 1e-5 by PLD (cross-check by RDP: 2.11); unit: one record; neighbours: add or remove one');
  });

  it('names the column of the unit and its bound', () => {
    const text = guaranteeText(guaranteeOf(nonPrivate, 1e-5, { column: 'patient', maxRecords: 20 }));
    expect(text).toMatch(/; unit: all records of one “patient”, at most 20; neighbours: add or remove one$/);
  });

  it('shows training without privacy as ∞', () => {
    expect(guaranteeText(guaranteeOf(nonPrivate, 1e-5, 'record'))).toMatch(/^ε ∞ at δ 1e-5 by PLD \(cross-check by RDP: ∞\)/);
  });
});
