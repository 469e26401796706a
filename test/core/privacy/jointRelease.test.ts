// Figures released with the gradient: the split of the noise is exactly one Gaussian of the given noise multiplier, and the bounds hold.
import { describe, expect, it } from 'vitest';
import { clipBitBound, jointRelease, jointSensitivity, loadBound, termScales, type JointRelease } from '../../../src/core/privacy/jointRelease';
import { jointNoiseMultiplier } from '../../../src/core/privacy/mechanism';

const sparse = { layers: 3, experts: 8 };
const splits: JointRelease[] = [
  { ...sparse, routingLoad: 0.1, clippedShare: 0.02 },
  { ...sparse, routingLoad: 0.34, clippedShare: 0 },
  { ...sparse, routingLoad: 0, clippedShare: 0.5 },
  { layers: 1, experts: 2, routingLoad: 2, clippedShare: 3 },
];

describe.each(splits)('load $routingLoad and clip bit $clippedShare', (release) => {
  const clipNorm = 0.7;
  const noiseMultiplier = 1.3;
  const deviation = noiseMultiplier * jointSensitivity(clipNorm, release);
  const { load, clipBit } = termScales(clipNorm, release);
  const released = [
    { rho: release.routingLoad, bound: loadBound(release), deviation: deviation / load },
    { rho: release.clippedShare, bound: clipBitBound, deviation: deviation / clipBit },
  ].filter(({ rho }) => rho > 0);
  const whole = 1 + release.routingLoad + release.clippedShare;

  it('gives gradient and figures the noise of the formulas', () => {
    expect(deviation).toBeCloseTo(noiseMultiplier * clipNorm * Math.sqrt(whole), 14);
    for (const figure of released) expect(figure.deviation).toBeCloseTo(noiseMultiplier * figure.bound * Math.sqrt(whole / figure.rho), 12);
  });

  it('is one Gaussian of the noise multiplier that is accounted for', () => {
    const multipliers = [deviation / clipNorm, ...released.map((figure) => figure.deviation / figure.bound)];
    expect(multipliers.reduce((sum, z) => sum + z ** -2, 0) * noiseMultiplier ** 2).toBeCloseTo(1, 14);
    expect(jointNoiseMultiplier(multipliers)).toBeCloseTo(noiseMultiplier, 13);
  });

  it('a figure that is not released has no weight', () => {
    expect([load > 0, clipBit > 0]).toEqual([release.routingLoad > 0, release.clippedShare > 0]);
  });
});

describe('the price', () => {
  it.each([[0.02, 1.01], [0.1, 1.049], [0.34, 1.158]])('of ρ = %d is noise on the gradient times %d', (rho, factor) => {
    expect(jointSensitivity(1, { ...sparse, routingLoad: rho, clippedShare: 0 })).toBeCloseTo(factor, 3);
  });

  it('of no release is none', () => expect(jointSensitivity(0.7, undefined)).toBe(0.7));
});

describe('the bound of a centred load', () => {
  const norm = (loads: number[][]): number => Math.hypot(...loads.flatMap((load) => load.map((share) => share - 1 / load.length)));

  it('is reached by a record whose tokens all go to one expert in every layer', () => {
    const one = Array.from({ length: sparse.experts }, (_, e) => (e === 5 ? 1 : 0));
    expect(norm([one, one, one])).toBeCloseTo(loadBound(sparse), 14);
  });

  it('is never passed by any other record', () => {
    for (let trial = 0; trial < 200; trial++) {
      const tokens = Array.from({ length: 1 + (trial % 7) }, (_, t) => (trial * 31 + t * t * 17) % sparse.experts);
      const load = Array.from({ length: sparse.experts }, (_, e) => tokens.filter((chosen) => chosen === e).length / tokens.length);
      expect(norm([load, load, load])).toBeLessThanOrEqual(loadBound(sparse) * (1 + 1e-15));
    }
  });
});

describe('shares of a run file', () => {
  it('with none of them release nothing', () => expect(jointRelease({}, sparse)).toBeUndefined());

  it('meet the shape of the model', () => {
    expect(jointRelease({ clippedShare: 0.1 }, sparse)).toEqual({ routingLoad: 0, clippedShare: 0.1, layers: 3, experts: 8 });
  });

  it('may release the clipped share of a model without experts, but no load', () => {
    const dense = { layers: 0, experts: 0 };
    expect(jointRelease({ clippedShare: 0.1 }, dense)).toMatchObject({ clippedShare: 0.1 });
    expect(() => jointRelease({ routingLoad: 0.1 }, dense)).toThrow(/routingLoad is 0.1.*no layer with experts/);
  });
});
