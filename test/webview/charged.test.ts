// The curve of charged ε: it ends where the ledger stands.
import { describe, expect, it } from 'vitest';
import type { ScalarBuckets } from '../../src/protocol/buckets';
import { guaranteeOf } from '../../src/core/privacy/guarantee';
import { poissonSampledGaussian, selfComposition } from '../../src/core/privacy/mechanism';
import { chargedCurve } from '../../webview/dashboard/charged';

const spentAfter = (steps: number) => guaranteeOf(selfComposition(poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }), steps), 1e-5, 'record');
const grants = [10, 20, 30];
const values = Float64Array.from(grants, (steps) => spentAfter(steps).epsilon.pld);
const granted: ScalarBuckets = { steps: Int32Array.from(grants), min: values, max: values, last: values };

const points = (curve: ScalarBuckets): [number, number][] => [...curve.steps].map((step, i) => [step, curve.last[i]]);

describe('the curve of charged ε', () => {
  it('is what was granted while the last grant lasts', () => {
    expect(chargedCurve(granted, { step: 27, spent: spentAfter(30) })).toEqual(granted);
  });

  it('goes on to what is charged now, where the trainer has written none since', () => {
    expect(points(chargedCurve(granted, { step: 44, spent: spentAfter(50) })).at(-1)).toEqual([44, spentAfter(50).epsilon.pld]);
  });

  it('leaves out what a clean stop gave back, and ends at what stays charged', () => {
    expect(points(chargedCurve(granted, { step: 24, spent: spentAfter(24) }))).toEqual([[10, values[0]], [20, values[1]], [24, spentAfter(24).epsilon.pld]]);
  });

  it('has one point where the first grant was given back but for a step', () => {
    expect(points(chargedCurve(granted, { step: 1, spent: spentAfter(1) }))).toEqual([[1, spentAfter(1).epsilon.pld]]);
  });

  it('is empty when everything was given back', () => {
    expect(points(chargedCurve(granted, { step: 0, spent: spentAfter(0) }))).toEqual([]);
  });
});
