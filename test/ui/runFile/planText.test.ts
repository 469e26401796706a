// What code lenses and hovers say about a run: never an ε without all that gives it a meaning.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../../src/core/plan';
import { planTitle, planTooltip, privacyHover } from '../../../src/ui/runFile/planText';

const t = (message: string, ...args: (string | number)[]): string => message.replace(/\{(\d)\}/g, (_, i: string) => String(args[Number(i)]));
const privacy = {
  unit: 'record',
  neighbouringRelation: 'addOrRemoveOne',
  epsilon: 3,
  delta: 1e-4,
  clipNorm: 2,
  publicSize: 4059,
  expectedBatchSize: 512,
  epochs: 10,
} as const;
const plan = planRun(privacy);

describe('the plan of a run file', () => {
  it('stands in one line: ε with δ, steps and noise', () => {
    expect(planTitle(plan, t)).toBe(`ε 3.00 at δ 1e-4 · 79 steps · noise multiplier ${Number(plan.noiseMultiplier.toPrecision(4))}`);
  });

  it('has unit, relation, accountant and sampling in the tooltip', () => {
    expect(planTooltip(plan, t)).toMatch(/by PLD \(RDP: .*one record.*add or remove one[^]*probability 0\.1261: 512 of 4,059/);
  });

  it('tells on ε the noise that it comes to, and on the noise the ε, both with the deviation of the noise', () => {
    expect(privacyHover('epsilon', privacy, plan, t)).toMatch(/noise multiplier of 1\.63\d+\*\* over 79 steps[^]*deviation 3\.27\d* [^]*δ 1e-4, by PLD/);
    expect(privacyHover('noiseMultiplier', privacy, plan, t)).toMatch(/\*\*ε 3\.00 at δ 1e-4\*\* over 79 steps/);
  });

  it('counts the noise that figures released beside the gradient cost', () => {
    const releasing = { ...privacy, release: { routingLoad: 0.5, clippedShare: 0.06 } };
    expect(privacyHover('epsilon', releasing, planRun(releasing), t)).toMatch(/multiplier of 1\.63\d+\*\*[^]*deviation 4\.08\d* /);
  });

  it('of training without noise says that nothing is guaranteed', () => {
    const open = { ...privacy, epsilon: 'inf' } as const;
    expect(privacyHover('epsilon', open, planRun(open), t)).toMatch(/∞/);
    expect(planTitle(planRun(open), t)).toMatch(/^ε ∞ at δ/);
  });
});
