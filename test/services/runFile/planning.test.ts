// Plans that are asked for again and again.
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../../src/base/errors';
import type { PrivacyConfig } from '../../../src/core/config/privacy';
import { planRun } from '../../../src/core/plan';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { planned, planOrThrow, recentPlan } from '../../../src/services/planning';
import { exampleConfig } from '../../store/examples';

const privacy = (steps: number): PrivacyConfig => ({ ...exampleConfig.privacy, steps });

describe('a plan', () => {
  it('is that of planRun, and known from then on', async () => {
    expect(recentPlan(privacy(7))).toBeUndefined();
    const plan = await planned(accountingInThread, privacy(7));
    expect(plan).toEqual(planRun(privacy(7)));
    expect(await recentPlan({ ...privacy(7) })).toBe(plan);
    expect(recentPlan(privacy(8))).toBeUndefined();
  });

  it('that cannot be made is an error for people, and known too', async () => {
    const { noiseMultiplier: _, ...rest } = privacy(1000);
    const impossible = { ...rest, epsilon: 1e-9, delta: 1e-12 };
    const error = await planned(accountingInThread, impossible);
    expect(CloisterError.is(error, 'badInput')).toBe(true);
    expect(await recentPlan(impossible)).toBe(error);
    await expect(planOrThrow(accountingInThread, impossible)).rejects.toBe(error);
  });

  it('is let go when there are many others', async () => {
    await planned(accountingInThread, privacy(9));
    for (let steps = 100; steps < 140; steps++) await planned(accountingInThread, privacy(steps));
    expect(recentPlan(privacy(9))).toBeUndefined();
    expect(recentPlan(privacy(139))).toBeDefined();
  });

  it('that nobody could work out is tried again: a thread that died is no fault of the file', async () => {
    const dead = { ...accountingInThread, plan: () => Promise.reject(new CloisterError('failed', 'has died')) };
    await expect(planned(dead, privacy(11))).rejects.toThrow('has died');
    expect(await planned(accountingInThread, privacy(11))).toEqual(planRun(privacy(11)));
  });
});
