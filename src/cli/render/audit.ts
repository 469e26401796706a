// What an audit fixed beforehand and what came of it, for people and for machines.
import { deltaText, epsilonText, lowerBoundText } from '../../core/privacy/guaranteeText';
import { epsilonToJson } from '../../core/privacy/epsilonJson';
import type { Run } from '../../protocol/run';
import { refutes, type AuditDesign } from '../../services/audit';
import type { Disclose } from '../disclosure';
import type { Colours } from '../screen';
import type { Fact } from './table';

/** `400 canaries, a fair coin each; 100 guesses, 50 "in" and 50 "out"; 95 % confidence` */
export const designText = ({ canaries, guesses, confidence }: AuditDesign): string =>
  `${canaries} canaries, a fair coin each; ${guesses} guesses, ${guesses / 2} "in" and ${guesses / 2} "out"; ${Number((100 * confidence).toFixed(6))} % confidence`;

/** Nothing about a run that is no audit. */
export function auditFacts(run: Run, disclose: Disclose, colours: Colours): Fact[] {
  if (run.config.audit === undefined) return [];
  return [
    ['audit only', `this model has learnt canaries too: use it for nothing else\nfixed beforehand: ${designText(run.config.audit)}`],
    ['audit', resultText(run, disclose, colours)],
  ];
}

function resultText(run: Run, disclose: Disclose, colours: Colours): string | undefined {
  const result = disclose(run.result?.audit);
  if (result === undefined) return run.state.status === 'stopped' ? 'stopped, so it has no bound' : undefined;
  const { lowerBound, delta, correct, guesses, confidence } = result;
  const found = `ε is at least ${lowerBoundText(lowerBound)} at δ ${deltaText(delta)} with ${100 * confidence} % confidence, by ${correct} of ${guesses} guesses right`;
  const promised = `the accountant promises at most ${epsilonText(run.plan.guarantee.epsilon.pld)}`;
  return refutes(result, run) ? colours.red(`FAILED: ${found}, but ${promised}`) : `${found}; ${promised}`;
}

/** Undefined for a run that is no audit. */
export function auditJson(run: Run, disclose: Disclose): object | undefined {
  const { audit: design } = run.config;
  if (design === undefined) return undefined;
  const result = disclose(run.result?.audit);
  const outcome = result && { correct: result.correct, delta: result.delta, lowerBound: result.lowerBound, promised: epsilonToJson(run.plan.guarantee.epsilon.pld), refuted: refutes(result, run) };
  return { auditOnly: true, ...design, ...outcome };
}
