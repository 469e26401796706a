// The result of a check: the findings, the plan, and what the budget would be afterwards.
import { pathText } from '../../core/config/documentPath';
import type { TrainingPlan } from '../../core/plan';
import type { LedgerTotals } from '../../services/ledger/report';
import type { Finding, Preflight } from '../../services/preflight';
import type { CommandLine } from '../context';
import { remedyText } from '../remedyText';
import type { Colours } from '../screen';
import { totalsJson } from './budgetJson';
import { deltaText, epsilonText, guaranteeText, meaningText } from '../../core/privacy/guaranteeText';
import { grouped } from '../../base/numberText';
import { planFacts, planJson } from './plan';
import { facts, type Fact } from './table';

export function preflightText({ findings, plan, budget }: Preflight, colours: Colours, commandLine: CommandLine): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const verdict = errors === 0 ? colours.green('The run can start.') : colours.red('The run cannot start.');
  const list = [...(plan ? promiseFacts(plan) : []), ...budgetFacts(budget)];
  return [...findings.map((finding) => findingText(finding, colours, commandLine)), verdict, ...(list.length === 0 ? [] : [facts(list)])].join('\n');
}

function findingText({ severity, code, path, message, remedy }: Finding, colours: Colours, commandLine: CommandLine): string {
  const word = { error: colours.red, warning: colours.yellow, note: colours.cyan }[severity](severity);
  const indented = (text: string): string => text.replace(/\n/g, '\n  ');
  const way = remedy === undefined ? '' : `\n  ${indented(remedyText(remedy, commandLine))}`;
  return `${word}  ${path.length === 0 ? '' : `${pathText(path)}: `}${indented(message)} ${colours.dim(`[${code}]`)}${way}`;
}

const promiseFacts = (plan: TrainingPlan): Fact[] => [['guarantee', guaranteeText(plan.guarantee)], ['steps', grouped(plan.steps)], ...planFacts(plan)];

function budgetFacts(budget: LedgerTotals | undefined): Fact[] {
  if (budget === undefined) return [];
  const { dataSet, committed, delta } = budget;
  if (dataSet.rule === undefined || committed.filter === undefined || delta === undefined) return [['budget', 'public demonstration: no cap']];
  const { cap, order } = dataSet.rule;
  return [
    [
      'budget afterwards',
      `ε ${epsilonText(committed.filter)} of ${cap.epsilon} at δ ${deltaText(delta)}, by the Rényi filter of order ${order} (by PLD ε ${epsilonText(committed.pld)}); ${meaningText(dataSet)}`,
    ],
  ];
}

export function preflightJson({ findings, plan, budget }: Preflight, commandLine: CommandLine): object {
  return {
    ok: findings.every(({ severity }) => severity !== 'error'),
    findings: findings.map(({ severity, code, path, message, remedy }) => ({
      severity,
      code,
      path: path.length === 0 ? '' : pathText(path),
      message,
      remedy: remedy && remedyText(remedy, commandLine),
    })),
    plan: plan && planJson(plan),
    budgetAfterwards: budget && totalsJson(budget),
  };
}
