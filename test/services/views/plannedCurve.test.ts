// The curve of a plan.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../../src/core/plan';
import { selfComposition } from '../../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { plannedCurve } from '../../../src/services/views/plannedCurve';
import { exampleConfig } from '../../store/examples';

const planOf = (steps: number) => planRun({ ...exampleConfig.privacy, steps });

describe('the curve of a plan', () => {
  it('has few points, denser at the start, from nothing to the guarantee of the plan', async () => {
    const plan = planOf(1000);
    const points = await plannedCurve(accountingInThread, plan);
    expect(points.map(({ step }) => step)).toEqual([0, 10, 40, 90, 160, 250, 360, 490, 640, 810, 1000]);
    expect(points[0].epsilon).toBe(0);
    expect(points[5].epsilon).toBe(pldEpsilon(selfComposition(plan.stepMechanism, 250), 1e-5));
    expect(points[10].epsilon).toBe(plan.guarantee.epsilon.pld);
  });

  it('of a short plan has no step twice', async () => {
    expect((await plannedCurve(accountingInThread, planOf(3))).map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  });

  it('does not exist without privacy', async () => {
    const { noiseMultiplier: _, ...rest } = exampleConfig.privacy;
    expect(await plannedCurve(accountingInThread, planRun({ ...rest, epsilon: 'inf' }))).toEqual([]);
  });
});
