// The result of a check: the findings, the plan, and what the budget would be afterwards.
import type { TrainingPlan } from '../../core/plan';
import { guaranteeJson } from '../../services/privacy';
import type { LedgerReport } from '../../services/ledger/report';
import type { Finding, Preflight } from '../../services/preflight';
import type { Exactness } from '../../services/trainerJobs';
import type { Colours } from '../screen';
import { budgetJson } from './budgetJson';
import { deltaText, epsilonText, guaranteeText, meaning, meaningText } from './guarantee';
import { grouped, significant } from './numbers';
import { facts, type Fact } from './table';

export function preflightText({ findings, plan, budget }: Preflight, colours: Colours): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const verdict = errors === 0 ? colours.green('The run can start.') : colours.red('The run cannot start.');
  const list = [...planFacts(plan), ...budgetFacts(budget)];
  return [...findings.map((finding) => findingText(finding, colours)), verdict, ...(list.length === 0 ? [] : [facts(list)])].join('\n');
}

function findingText({ severity, code, path, message }: Finding, colours: Colours): string {
  const word = severity === 'error' ? colours.red('error') : colours.yellow('warning');
  return `${word}  ${path === '' ? '' : `${path}: `}${message.replace(/\n/g, '\n  ')} ${colours.dim(`[${code}]`)}`;
}

function planFacts(plan: TrainingPlan | undefined): Fact[] {
  if (plan === undefined) return [];
  return [
    ['guarantee', guaranteeText(plan.guarantee)],
    ['noise', `noise multiplier ${significant(plan.noiseMultiplier)}, clip norm ${significant(plan.clipNorm)}`],
    ['steps', grouped(plan.steps)],
    ['sampling', `rate ${significant(plan.samplingRate)}: ${grouped(plan.expectedBatchSize)} of ${grouped(plan.publicSize)} records expected in a batch`],
  ];
}

function budgetFacts(budget: LedgerReport | undefined): Fact[] {
  if (budget === undefined) return [];
  const { dataSet, committed, delta } = budget;
  if (dataSet.rule === undefined || committed.filter === undefined || delta === undefined) return [['budget', 'public demonstration: no cap']];
  const { cap, order } = dataSet.rule;
  return [
    [
      'budget afterwards',
      `ε ${epsilonText(committed.filter)} of ${cap.epsilon} at δ ${deltaText(delta)}, by the Rényi filter of order ${order} (by PLD ε ${epsilonText(committed.pld)}); ${meaningText(meaning)}`,
    ],
  ];
}

export function exactnessLine({ records, worstRelativeError, worstParameter, backend, tolerance }: Exactness, colours: Colours): string {
  const exact = worstRelativeError <= tolerance;
  const verdict = exact ? colours.green('Clipping is exact') : colours.red('Clipping is NOT exact');
  const where = `worst relative error ${worstRelativeError.toExponential(1)} in ${worstParameter}`;
  return `${verdict}: ${where}, over ${records} records one at a time on the ${backend} backend (tolerance ${tolerance}).`;
}

export function preflightJson({ findings, plan, budget }: Preflight): object {
  return {
    ok: findings.every(({ severity }) => severity !== 'error'),
    findings,
    plan: plan && {
      samplingRate: plan.samplingRate,
      steps: plan.steps,
      noiseMultiplier: plan.noiseMultiplier,
      clipNorm: plan.clipNorm,
      expectedBatchSize: plan.expectedBatchSize,
      publicSize: plan.publicSize,
      guarantee: guaranteeJson(plan.guarantee),
    },
    budgetAfterwards: budget && budgetJson(budget),
  };
}
