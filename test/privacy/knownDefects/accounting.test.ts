// Defects of privacy accounting that other libraries have had, each tried out on the accountants here.
import { describe, expect, it } from 'vitest';
import { erfc } from '../../../src/core/math/errorFunction';
import { planRun } from '../../../src/core/plan';
import { epsilonOfCost, renyiCost } from '../../../src/core/privacy/filter';
import { jointSensitivity } from '../../../src/core/privacy/jointRelease';
import { composition, gaussian, jointGaussians, poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';
import { pldDelta, pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { renyiDivergence } from '../../../src/core/privacy/rdp/rdp';
import { analyse } from '../../../src/services/runFileText';
import { broken } from '../../services/runFile/documents';
import { exampleConfig } from '../../store/examples';

const privacy = { ...exampleConfig.privacy, steps: 200 };

// opacus #807: noise of several releases on one sample was accounted for by the noise of one of them.
describe('figures released with the gradient', () => {
  it.each([{ routingLoad: 0.34 }, { clippedShare: 0.02 }, { routingLoad: 0.1, clippedShare: 0.05 }])('cost what the noise that each part really gets costs: %o', (release) => {
    const plan = planRun({ ...privacy, noiseMultiplier: 1.2, release });
    const { routingLoad = 0, clippedShare = 0 } = release;
    const deviation = 1.2 * jointSensitivity(1, { routingLoad, clippedShare, layers: 1, experts: 4 });
    // Each part has terms of norm 1 or √ρ, all under the same noise.
    const noiseMultipliers = [1, routingLoad, clippedShare].filter((share) => share > 0).map((share) => deviation / Math.sqrt(share));
    const real = selfComposition(jointGaussians({ noiseMultipliers, samplingRate: plan.samplingRate }), plan.steps);
    expect(plan.guarantee.epsilon.pld / pldEpsilon(real, plan.guarantee.delta)).toBeCloseTo(1, 6);
  });
});

// google/differential-privacy #378: one sensitivity for two neighbouring relations.
describe('the neighbouring relation', () => {
  it('is add or remove one, for which a Gaussian has the divergence order / (2 z²)', () => {
    for (const order of [1.5, 4, 32]) expect(renyiDivergence(gaussian({ noiseMultiplier: 2 }), order)).toBeCloseTo(order / 8, 10);
  });

  it('cannot be another one, which would need another sensitivity', () => {
    const { findings } = analyse(broken(['"addOrRemoveOne"', '"replaceOne"']), '/a.run.json');
    expect(findings.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual(['wrongValue privacy.neighbouringRelation']);
  });
});

// google/differential-privacy 0e99a6f and 154c3fc: distributions of asymmetric mechanisms made wrongly, δ that rose with ε.
describe('δ of one sampled step', () => {
  const [s, q] = [0.8, 0.2];
  const density = (x: number, mean: number): number => Math.exp(-((x - mean) ** 2) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI));
  const without = (x: number): number => density(x, 0);
  const having = (x: number): number => (1 - q) * density(x, 0) + q * density(x, 1);

  /** ∫ (p − e^ε q)₊ by the trapezoidal rule on a fine grid: the definition of δ. */
  function deltaBetween(p: (x: number) => number, other: (x: number) => number, epsilon: number): number {
    let sum = 0;
    for (let x = -12; x <= 13; x += 1e-4) sum += Math.max(0, p(x) - Math.exp(epsilon) * other(x)) * 1e-4;
    return sum;
  }

  it('is the larger one of both directions, which differ', () => {
    for (const epsilon of [0.1, 0.5, 1, 2]) {
      const directions = [deltaBetween(having, without, epsilon), deltaBetween(without, having, epsilon)];
      expect(directions[0]).toBeGreaterThan(1.05 * directions[1]);
      const ratio = pldDelta(poissonSampledGaussian({ noiseMultiplier: s, samplingRate: q }), epsilon) / Math.max(...directions);
      expect(ratio).toBeGreaterThan(1 - 1e-4);
      expect(ratio).toBeLessThan(1 + 2e-3);
    }
  });

  it('never rises with ε, also after composition', () => {
    const run = selfComposition(poissonSampledGaussian({ noiseMultiplier: s, samplingRate: q }), 50);
    const deltas = Array.from({ length: 60 }, (_, i) => pldDelta(run, i / 5));
    deltas.slice(1).forEach((delta, i) => expect(delta).toBeLessThanOrEqual(deltas[i]));
  });
});

// fastDP #46: the ε that was reported was half of the one that was asked for.
describe('a target ε', () => {
  it.each([0.5, 3, 8])('of %d is met, and not by much more noise than it takes', (epsilon) => {
    const { noiseMultiplier: _, ...rest } = privacy;
    const { mechanism, noiseMultiplier, samplingRate, guarantee } = planRun({ ...rest, epsilon });
    expect(guarantee.epsilon.pld).toBeLessThanOrEqual(epsilon);
    expect(guarantee.epsilon.pld).toBe(pldEpsilon(mechanism, guarantee.delta));
    const less = selfComposition(poissonSampledGaussian({ noiseMultiplier: noiseMultiplier * 0.999, samplingRate }), 200);
    expect(pldEpsilon(less, guarantee.delta)).toBeGreaterThan(epsilon);
  });
});

// smartnoise-sdk #621 and #622: a formula of the odometer that gave less than was spent.
describe('the filter of a ledger', () => {
  const delta = 1e-5;

  /** δ of Gaussians with Σ 1/z² = μ², exactly (Balle & Wang 2018, Theorem 8). */
  function exactDelta(mu: number, epsilon: number): number {
    const cdf = (x: number): number => erfc(-x / Math.SQRT2) / 2;
    return cdf(mu / 2 - epsilon / mu) - Math.exp(epsilon) * cdf(-mu / 2 - epsilon / mu);
  }

  it.each([1, 2, 5, 40])('never tells less than %d plain Gaussians have spent', (count) => {
    const spent = composition(Array.from({ length: count }, (_, i) => gaussian({ noiseMultiplier: 3 + (i % 3) })));
    const mu = Math.sqrt(Array.from({ length: count }, (_, i) => (3 + (i % 3)) ** -2).reduce((sum, x) => sum + x, 0));
    for (const order of [3, 8, 20]) {
      expect(renyiCost(spent, order)).toBeCloseTo((order * mu * mu) / 2, 9);
      expect(exactDelta(mu, epsilonOfCost(renyiCost(spent, order), delta, order))).toBeLessThanOrEqual(delta);
    }
  });
});
