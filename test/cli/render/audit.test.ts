// What an audit shows: what was fixed beforehand, and the bound beside the ε that is promised.
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { auditFacts, auditJson, designText } from '../../../src/cli/render/audit';
import { disclosing } from '../../../src/cli/disclosure';
import { labelled } from '../../../src/protocol/labelled';
import type { Run } from '../../../src/protocol/run';
import { exampleRun } from '../exampleRun';

const plain = pc.createColors(false);
const design = { canaries: 400, guesses: 100, confidence: 0.95 };
const openOnly = disclosing(false);

/** An audit with a bound at δ 1e-4; the plan promises what its accountant says. */
function auditRun(lowerBound: number | undefined, state: Run['state'] = { status: 'finished' }): Run {
  const run = exampleRun({ state });
  const audit = lowerBound === undefined ? undefined : labelled('released', { ...design, correct: 73, delta: 1e-4, lowerBound });
  return { ...run, config: { ...run.config, audit: design }, result: { metrics: labelled('sensitive', {}), ...(audit && { audit }) } };
}

const factsOf = (run: Run): Record<string, string | undefined> => Object.fromEntries(auditFacts(run, openOnly, plain));

describe('an audit', () => {
  it('says what was fixed beforehand', () => {
    expect(designText(design)).toBe('400 canaries, a fair coin each; 100 guesses, 50 "in" and 50 "out"; 95 % confidence');
    expect(factsOf(auditRun(0.5))['audit only']).toMatch(/use it for nothing else\nfixed beforehand: 400 canaries/);
  });

  it('shows the bound, rounded down, beside the ε that the accountant promises, although both are of private data', () => {
    const promised = exampleRun().plan.guarantee.epsilon.pld;
    expect(factsOf(auditRun(0.4599)).audit).toBe(
      `ε is at least 0.45 at δ 1e-4 with 95 % confidence, by 73 of 100 guesses right; the accountant promises at most ${(Math.ceil(promised * 100) / 100).toFixed(2)}`,
    );
  });

  it('fails when the bound is above it', () => {
    const promised = exampleRun().plan.guarantee.epsilon.pld;
    expect(factsOf(auditRun(promised + 0.1)).audit).toMatch(/^FAILED: ε is at least .*, but the accountant promises/);
    expect(auditJson(auditRun(promised + 0.1), openOnly)).toMatchObject({ refuted: true });
  });

  it('that was stopped says that it has no bound', () => {
    expect(factsOf(auditRun(undefined, { status: 'stopped', reason: 'requested' })).audit).toBe('stopped, so it has no bound');
    expect(factsOf(auditRun(undefined, { status: 'running' })).audit).toBeUndefined();
  });

  it('is marked in JSON, with its result once there is one', () => {
    expect(auditJson(auditRun(undefined), openOnly)).toEqual({ auditOnly: true, ...design });
    expect(auditJson(auditRun(0.5), openOnly)).toMatchObject({ auditOnly: true, correct: 73, delta: 1e-4, lowerBound: 0.5, refuted: false });
  });

  it('is not mentioned by other runs', () => {
    expect(auditFacts(exampleRun(), openOnly, plain)).toEqual([]);
    expect(auditJson(exampleRun(), openOnly)).toBeUndefined();
  });
});
