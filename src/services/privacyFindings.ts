// Doubts about the privacy section of a run file, from its numbers alone.
import { roundedDown } from '../base/round';
import type { PrivacyConfig } from '../core/config/privacy';
import { deltaText, meaningText } from '../core/privacy/guaranteeText';
import type { TrainingPlan } from '../core/plan';
import { setting, type Finding, type FindingCode, type Fix } from './findings';
import { proposedBatchSize, proposedDelta } from './proposals';

export function privacyFindings({ delta, publicSize, clipNorm, expectedBatchSize }: PrivacyConfig): Finding[] {
  const findings: Finding[] = [];
  const add = (severity: Finding['severity'], code: FindingCode, member: string, message: string, fixes: readonly Fix[] = []): void => {
    findings.push({ severity, code, path: ['privacy', member], message, fixes });
  };
  if (delta >= 1 / publicSize) {
    const message = `δ = ${deltaText(delta)} is not below 1/N = ${limitText(1 / publicSize)}: publishing a random record outright would satisfy it. Choose a δ well below 1/N.`;
    add('error', 'deltaTooLarge', 'delta', message, [deltaFix(publicSize)]);
  } else if (delta > 1 / (10 * publicSize)) {
    const message = `δ = ${deltaText(delta)} is above 1/(10 N) = ${limitText(1 / (10 * publicSize))}; it is usually chosen below.`;
    add('warning', 'deltaLarge', 'delta', message, [deltaFix(publicSize)]);
  }
  if (clipNorm < 1e-3 || clipNorm > 1e3) {
    add('warning', 'clipNormExtreme', 'clipNorm', `A clip norm of ${clipNorm} is unusual: gradient norms of one record mostly lie between 0.1 and 100.`);
  }
  if (expectedBatchSize < 16) {
    add('warning', 'batchTiny', 'expectedBatchSize', `With ${expectedBatchSize} records expected in a batch, the noise outweighs the gradient. A few hundred are usual.`);
  }
  if (expectedBatchSize > publicSize / 2) {
    const message = 'More than half of the records join each batch, so sampling hardly amplifies privacy.';
    add('warning', 'samplingRateLarge', 'expectedBatchSize', message, [batchSizeFix(proposedBatchSize(publicSize))]);
  }
  return findings;
}

/** `2.4e-5`: rounded down, so that a δ above a limit also stands above it as it is read. */
const limitText = (limit: number): string => deltaText(roundedDown(limit, 2));

/** A proposal, and called so: δ is the owner's to choose. */
export function deltaFix(publicSize: number): Fix {
  const delta = proposedDelta(publicSize);
  return { title: `Set δ to ${deltaText(delta)}, a proposal: 1/(10·N) rounded down`, edits: [setting(['privacy', 'delta'], delta)] };
}

export const batchSizeFix = (size: number): Fix => ({
  title: `Set the expected batch size to ${size}`,
  edits: [setting(['privacy', 'expectedBatchSize'], size)],
});

/** Doubts about what the numbers come to. */
export function planFindings({ guarantee }: TrainingPlan): Finding[] {
  const { epsilon, delta } = guarantee;
  if (epsilon.pld <= 10 || epsilon.pld === Infinity) return [];
  const message = `ε = ${epsilon.pld.toFixed(1)} at δ = ${deltaText(delta)} (by PLD; ${meaningText(guarantee)}) is a weak guarantee; values up to 10 are common.`;
  return [{ severity: 'warning', code: 'epsilonLarge', path: ['privacy'], message, fixes: [] }];
}
