// The plan derives sampler, noise, mechanism and guarantee from one privacy configuration.
import { describe, expect, it } from 'vitest';
import { privacySchema, type PrivacyConfig } from '../../src/core/config/privacy';
import { planRun } from '../../src/core/plan';
import { epsilonToJson } from '../../src/core/privacy/epsilonJson';
import { guaranteeOf } from '../../src/core/privacy/guarantee';
import { composition, gaussian, poissonSampledGaussian, selfComposition } from '../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../src/core/privacy/pld/pldAccountant';

const config = (members: Partial<PrivacyConfig>): PrivacyConfig =>
  privacySchema.parse({
    unit: 'record',
    neighbouringRelation: 'addOrRemoveOne',
    delta: 1e-5,
    clipNorm: 1,
    publicSize: 60_000,
    expectedBatchSize: 600,
    ...members,
  });

describe('planRun', () => {
  it('derives everything from the given noise', () => {
    const plan = planRun(config({ noiseMultiplier: 1.1, steps: 500, clipNorm: 2 }));
    const step = poissonSampledGaussian({ noiseMultiplier: 1.1, samplingRate: 0.01 });
    expect(plan).toMatchObject({ samplingRate: 0.01, steps: 500, noiseMultiplier: 1.1, clipNorm: 2, expectedBatchSize: 600, publicSize: 60_000 });
    expect(plan.stepMechanism).toEqual(step);
    expect(plan.mechanism).toEqual(selfComposition(step, 500));
    expect(plan.guarantee.epsilon.pld).toBe(pldEpsilon(plan.mechanism, 1e-5));
  });

  it('calibrates the noise to the target, from above', () => {
    const plan = planRun(config({ epsilon: 3, epochs: 5 }));
    expect(plan.steps).toBe(500);
    expect(plan.guarantee.epsilon.pld).toBeLessThanOrEqual(3);
    expect(plan.guarantee.epsilon.pld).toBeGreaterThan(2.999);
    expect(plan.guarantee.epsilon.rdp).toBeGreaterThan(plan.guarantee.epsilon.pld);
  });

  it('rounds epochs to steps, and takes at least one', () => {
    const steps = (epochs: number): number => planRun(config({ noiseMultiplier: 1, epochs, expectedBatchSize: 700 })).steps;
    expect(steps(2)).toBe(171);
    expect(steps(0.001)).toBe(1);
  });

  it('trains without privacy for ε = "inf": no noise, and a mechanism that says so', () => {
    const plan = planRun(config({ epsilon: 'inf', steps: 10 }));
    expect(plan.noiseMultiplier).toBe(0);
    expect(plan.stepMechanism).toEqual({ type: 'nonPrivate' });
    expect(plan.guarantee.epsilon).toMatchObject({ pld: Infinity, rdp: Infinity });
  });

  it('refuses a configuration without noise and target, or without a length, instead of guessing', () => {
    const { noiseMultiplier: _noise, ...withoutNoise } = config({ noiseMultiplier: 1, steps: 1 });
    const { steps: _steps, ...withoutLength } = config({ noiseMultiplier: 1, steps: 1 });
    expect(() => planRun(withoutNoise)).toThrow('give exactly one of epsilon and noiseMultiplier');
    expect(() => planRun(withoutLength)).toThrow('give exactly one of steps and epochs');
  });

  it('counts the evaluation: given noise makes a larger ε, by the composition of both', () => {
    const steps = config({ noiseMultiplier: 1.1, steps: 500 });
    const plan = planRun({ ...steps, evaluation: { noiseMultiplier: 10 } });
    const both = composition([selfComposition(poissonSampledGaussian({ noiseMultiplier: 1.1, samplingRate: 0.01 }), 500), gaussian({ noiseMultiplier: 10 })]);
    expect(plan.evaluation).toEqual(gaussian({ noiseMultiplier: 10 }));
    expect(plan.guarantee.epsilon.pld).toBe(pldEpsilon(both, 1e-5));
    expect(plan.guarantee.epsilon.pld).toBeGreaterThan(planRun(steps).guarantee.epsilon.pld);
    expect(planRun(steps)).not.toHaveProperty('evaluation');
  });

  it('has the unit of the run file, which changes no number: sampling and size count units', () => {
    const plan = planRun(config({ noiseMultiplier: 1.1, steps: 500 }));
    const byAuthor = planRun(config({ noiseMultiplier: 1.1, steps: 500, unit: { column: 'author', maxRecords: 7 } }));
    expect(byAuthor.guarantee.unit).toEqual({ column: 'author', maxRecords: 7 });
    expect({ ...byAuthor, guarantee: { ...byAuthor.guarantee, unit: 'record' } }).toEqual(plan);
  });

  it('calibrates training so that it meets the target together with the evaluation', () => {
    const target = config({ epsilon: 3, steps: 500 });
    const plan = planRun({ ...target, evaluation: { noiseMultiplier: 4 } });
    expect(plan.guarantee.epsilon.pld).toBeLessThanOrEqual(3);
    expect(plan.guarantee.epsilon.pld).toBeGreaterThan(2.999);
    // The rest of the target that training keeps by itself is smaller, so its noise is larger.
    expect(plan.noiseMultiplier).toBeGreaterThan(planRun(target).noiseMultiplier);
    expect(pldEpsilon(selfComposition(plan.stepMechanism, 500), 1e-5)).toBeLessThan(2.9);
  });

  it('refuses a target that the evaluation takes all of, and says what to raise', () => {
    expect(() => planRun(config({ epsilon: 1, steps: 10, evaluation: { noiseMultiplier: 2 } }))).toThrow(
      /release of the accuracy alone spends epsilon \d.* Raise privacy.evaluation.noiseMultiplier/,
    );
  });

  it('is frozen, all the way down', () => {
    const plan = planRun(config({ noiseMultiplier: 1, steps: 10, evaluation: { noiseMultiplier: 5 } }));
    for (const part of [plan, plan.evaluation, plan.mechanism, plan.stepMechanism, plan.guarantee, plan.guarantee.epsilon]) expect(Object.isFrozen(part)).toBe(true);
  });
});

describe('guaranteeOf', () => {
  it('never gives ε alone', () => {
    const guarantee = guaranteeOf(selfComposition(poissonSampledGaussian({ noiseMultiplier: 1.5, samplingRate: 0.04 }), 2250), 1e-5, 'record');
    expect(guarantee).toMatchObject({ delta: 1e-5, unit: 'record', neighbouringRelation: 'addOrRemoveOne' });
    // Opacus 1.6.0 gives 7.3291 by Rényi, dp-accounting 0.6.0 gives 6.7688 by PLD.
    expect(guarantee.epsilon.rdp).toBeCloseTo(7.3291, 3);
    expect(guarantee.epsilon.rdpOrder).toBe(3.9);
    expect(guarantee.epsilon.pld).toBeCloseTo(6.7688, 2);
  });
});

describe('ε in JSON', () => {
  it('writes infinity as "inf", which JSON can hold', () => {
    expect(JSON.stringify([0, 1.5, Infinity].map(epsilonToJson))).toBe('[0,1.5,"inf"]');
  });
});
