// The tree of privacy budgets as plain data: a data set a line, and beneath it cap, spend and what is left.
import { assertNever } from '../../base/errors';
import { deltaText, epsilonText } from '../../core/privacy/guaranteeText';
import type { Budget } from '../../services/views/budgets';
import type { DataSetArgument } from '../cloister';
import { filterText, leftText, meaningText } from '../guaranteeText';
import type { Translate } from '../translate';
import { escapeMarkdown, type TreeIcon, type TreeNode } from '../tree/treeNode';

/** A data set's line; it is also the argument of the commands on it. */
export interface DataSetNode extends TreeNode, DataSetArgument {}

type Capped = Extract<Budget, { kind: 'capped' }>;
type Uncapped = Extract<Budget, { kind: 'uncapped' }>;

/** @param warnBelow share of the cap; a budget with less left is marked */
export const budgetNodes = (budgets: readonly Budget[], warnBelow: number, t: Translate): DataSetNode[] => budgets.map((budget) => dataSetNode(budget, warnBelow, t));

const warning: TreeIcon = { id: 'warning', colour: 'list.warningForeground' };

function dataSetNode(budget: Budget, warnBelow: number, t: Translate): DataSetNode {
  const { digest, name } = budget.dataSet;
  const common = { id: digest, digest, label: name };
  switch (budget.kind) {
    case 'capped':
      return { ...common, ...cappedNode(budget, warnBelow, t) };
    case 'unset': {
      const description = t('no budget set');
      return { ...common, description, icon: warning, spoken: `${name}, ${description}`, tooltip: dataSetTooltip(budget, t('No budget is set, so nothing may be trained on it.'), t), context: 'dataSet private' };
    }
    case 'uncapped': {
      const description = t('no cap: public');
      const children = uncappedFacts(budget, t);
      return { ...common, description, icon: { id: 'globe' }, spoken: `${name}, ${description}`, tooltip: dataSetTooltip(budget, t('A public demonstration has no cap.'), t), context: 'dataSet', children };
    }
    default:
      return assertNever(budget);
  }
}

function cappedNode(budget: Capped, warnBelow: number, t: Translate): Pick<TreeNode, 'description' | 'icon' | 'spoken' | 'tooltip' | 'context' | 'children'> {
  const isLow = budget.remaining < warnBelow * budget.cap;
  const { enforcement, retiredAt } = budget.dataSet;
  const left = t('ε {0} of {1} left at δ {2}', leftText(budget.remaining), budget.cap, deltaText(budget.delta));
  const description = [left, ...(enforcement === 'advisory' ? [t('advisory')] : []), ...(retiredAt === undefined ? [] : [t('retired')])].join(', ');
  return {
    description,
    icon: retiredAt !== undefined ? { id: 'archive' } : isLow ? warning : { id: enforcement === 'hard' ? 'shield' : 'info' },
    spoken: [budget.dataSet.name, description, ...(isLow ? [t('low')] : [])].join(', '),
    tooltip: dataSetTooltip(budget, filterText(`${leftText(budget.remaining)} / ${budget.cap}`, budget.delta, budget.order, budget.dataSet.unit, t), t),
    context: ['dataSet private', enforcement, ...(retiredAt === undefined ? [] : ['retired'])].join(' '),
    children: cappedFacts(budget, isLow, t),
  };
}

function cappedFacts(budget: Capped, isLow: boolean, t: Translate): TreeNode[] {
  const { dataSet, cap, spent, reserved, remaining, delta, order, runsThatFit } = budget;
  const fact = (key: string, icon: TreeIcon, label: string, epsilon: string, meaning: string): TreeNode => {
    const description = t('ε {0} at δ {1}', epsilon, deltaText(delta));
    return leaf(`${dataSet.digest}/${key}`, icon, label, description, `${meaning}\n\n${filterText(epsilon, delta, order, dataSet.unit, t)}`);
  };
  const limit =
    dataSet.enforcement === 'hard'
      ? fact('cap', { id: 'lock' }, t('Cap'), String(cap), t('Most that all runs on this data may ever spend together.'))
      : fact('cap', { id: 'info' }, t('Advisory limit'), String(cap), t('Runs beyond it are warned of and let through, so it limits nothing.'));
  return [
    limit,
    fact('spent', { id: 'flame' }, t('Spent'), epsilonText(spent), t('Charged so far. It never comes back, not even when runs are deleted.')),
    fact('reserved', { id: 'bookmark' }, t('Reserved'), epsilonText(reserved), t('What unfinished runs may still be charged. What they do not use becomes free when they end.')),
    fact('remaining', isLow ? warning : { id: 'shield' }, t('Remaining'), leftText(remaining), t('What further runs may reserve.')),
    pldTotal(budget, t),
    ...(runsThatFit === undefined ? [] : [moreRuns(dataSet.digest, runsThatFit, t)]),
  ];
}

/** The other reading of the same runs. */
function pldTotal({ dataSet, pld, delta }: Capped, t: Translate): TreeNode {
  const description = t('ε {0} at δ {1}', epsilonText(pld), deltaText(delta));
  const tooltip = [
    t('The total of all runs if every one of them had been fixed beforehand, open ones with all that they reserve; by PLD, {0}.', meaningText(dataSet.unit, t)),
    t('It is tighter than the figures by the filter, but no bound when a run is chosen after seeing the results of earlier ones, as runs mostly are. So the filter decides.'),
  ].join('\n\n');
  return leaf(`${dataSet.digest}/pld`, { id: 'symbol-operator' }, t('Total by PLD'), description, tooltip);
}

function moreRuns(digest: string, runsThatFit: number, t: Translate): TreeNode {
  const label = runsThatFit === 1 ? t('1 more run like the last one fits') : t('{0} more runs like the last one fit', runsThatFit);
  return leaf(`${digest}/more`, runsThatFit === 0 ? warning : { id: 'layers' }, label, undefined, t('With the mechanism and the number of steps of the latest run, by the filter that decides.'));
}

function uncappedFacts({ dataSet, spent, runs }: Uncapped, t: Translate): TreeNode[] {
  const nodes: TreeNode[] = [];
  if (spent !== undefined) {
    const description = t('ε {0} at δ {1}', epsilonText(spent.epsilon), deltaText(spent.delta));
    nodes.push(leaf(`${dataSet.digest}/spent`, { id: 'flame' }, t('Spent'), description, t('All runs on this data together, by PLD; {0}', meaningText(dataSet.unit, t))));
  }
  return [...nodes, leaf(`${dataSet.digest}/runs`, { id: 'layers' }, runs === 1 ? t('1 run') : t('{0} runs', runs), undefined, t('Runs of deleted entries included.'))];
}

function leaf(id: string, icon: TreeIcon, label: string, description: string | undefined, tooltip: string): TreeNode {
  const spoken = description === undefined ? label : `${label}, ${description}`;
  return { id, icon, label, spoken, tooltip, context: 'fact', ...(description !== undefined && { description }) };
}

const dataSetTooltip = ({ dataSet }: Budget, line: string, t: Translate): string =>
  [
    `**${escapeMarkdown(dataSet.name)}**`,
    line,
    ...(dataSet.ownerNote === '' ? [] : [escapeMarkdown(dataSet.ownerNote)]),
    ...(dataSet.rule === undefined || dataSet.expectedRuns === undefined ? [] : [t('The order was chosen for {0} runs.', dataSet.expectedRuns)]),
    t('Digest: {0}', dataSet.digest.slice(0, 12)),
  ].join('\n\n');
