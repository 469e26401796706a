// Plans that are asked for again and again.
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../../src/base/errors';
import type { PrivacyConfig } from '../../../src/core/config/privacy';
import { planRun } from '../../../src/core/plan';
import { planned, recentPlan } from '../../../src/services/planning';
import { exampleConfig } from '../../store/examples';

const privacy = (steps: number): PrivacyConfig => ({ ...exampleConfig.privacy, steps });

describe('a plan', () => {
  it('is that of planRun, and known from then on', () => {
    expect(recentPlan(privacy(7))).toBeUndefined();
    const plan = planned(privacy(7));
    expect(plan).toEqual(planRun(privacy(7)));
    expect(recentPlan({ ...privacy(7) })).toBe(plan);
    expect(recentPlan(privacy(8))).toBeUndefined();
  });

  it('that cannot be made is an error for people, and known too', () => {
    const { noiseMultiplier: _, ...rest } = privacy(1000);
    const impossible = { ...rest, epsilon: 1e-9, delta: 1e-12 };
    const error = planned(impossible);
    expect(CloisterError.is(error, 'badInput')).toBe(true);
    expect(recentPlan(impossible)).toBe(error);
  });

  it('is let go when there are many others', () => {
    planned(privacy(9));
    for (let steps = 100; steps < 140; steps++) planned(privacy(steps));
    expect(recentPlan(privacy(9))).toBeUndefined();
    expect(recentPlan(privacy(139))).toBeDefined();
  });
});
