// The tree of runs as plain data: what each run's line shows, and which actions fit it.
import { assertNever } from '../../base/errors';
import type { Sensitivity } from '../../core/sensitivity';
import { deltaText, epsilonText } from '../../core/privacy/guaranteeText';
import { figureOf, releasedAccuracyName, type TestFigures } from '../../protocol/figures';
import { revealed, type Labelled } from '../../protocol/labelled';
import type { Run, RunId } from '../../protocol/run';
import { accepts, isActive } from '../../protocol/runState';
import type { ListedRun, RunList } from '../../services/views/runList';
import type { RunArgument } from '../cloister';
import { guaranteeText } from '../guaranteeText';
import type { Translate } from '../translate';
import { escapeMarkdown, type TreeNode } from '../tree/treeNode';
import { stateIcon, stateText } from './stateLook';

/** A run's line; it is also the argument of the commands on it. */
export interface RunNode extends TreeNode, RunArgument {}

/** Runs that one page of the tree holds; the last line asks for more. */
export const pageSize = 200;

export function runNodes({ runs, matching }: RunList, t: Translate): TreeNode[] {
  const nodes: TreeNode[] = runs.map((listed) => runNode(listed, t));
  return matching > runs.length ? [...nodes, moreNode(matching - runs.length, t)] : nodes;
}

export function runNode(listed: ListedRun, t: Translate): RunNode {
  const { run } = listed;
  const description = figures(listed).join(' · ');
  return {
    id: run.id,
    runId: run.id,
    label: run.name,
    description,
    icon: stateIcon(run.state),
    tooltip: tooltip(listed, t),
    spoken: [t('{0}, {1}, step {2} of {3}, {4}', run.name, stateText(run.state, t), run.step, run.plan.steps, guaranteeText(listed.spent, t)), ...metricLine(run, t)].join(', '),
    context: runContext(listed),
    command: { id: 'cloister.openDashboard', title: t('Open Dashboard'), arguments: [{ runId: run.id } satisfies RunArgument] },
  };
}

/** Words for the `when` clauses: `run`, and `stoppable`, `resumable` or `deletable` where the command would take the run. */
function runContext({ run: { state }, resumable }: ListedRun): string {
  const words = [accepts(state, 'requestStop') && 'stoppable', resumable && 'resumable', !isActive(state) && 'deletable'];
  return ['run', ...words.filter((word) => word !== false)].join(' ');
}

/** `42/79`, `ε 1.93`, `accuracy 0.974` */
export function figures({ run, spent }: ListedRun): string[] {
  const metric = mainMetric(run);
  return [`${run.step}/${run.plan.steps}`, `ε ${epsilonText(spent.epsilon.pld)}`, ...(metric === undefined ? [] : [`${metric.name} ${revealed(metric.figure).toFixed(3)}`])];
}

/** Most telling first: what may be published, then what may not. The sidebar never leaves this machine. */
const telling = [releasedAccuracyName, 'accuracy', 'auc', 'loss'];

function mainMetric({ result = {} }: { readonly result?: TestFigures | undefined }): { name: string; figure: Labelled<number> } | undefined {
  for (const name of telling) {
    const figure = figureOf(result, name);
    if (figure !== undefined) return { name: name === releasedAccuracyName ? 'accuracy' : name, figure };
  }
  return undefined;
}

function tooltip(listed: ListedRun, t: Translate): string {
  const { run, spent } = listed;
  const lines = [
    `**${escapeMarkdown(run.name)}** (${escapeMarkdown(run.id)})`,
    `${escapeMarkdown(stateText(run.state, t))}`,
    t('Step {0} of {1}', run.step, run.plan.steps),
    t('Spent: {0}', guaranteeText(spent, t)),
    t('Planned: ε {0} at δ {1}, noise multiplier {2}', epsilonText(run.plan.guarantee.epsilon.pld), deltaText(run.plan.guarantee.delta), run.plan.noiseMultiplier.toPrecision(4)),
    ...metricLine(run, t),
    t('Data: {0} ({1})', escapeMarkdown(run.data.name), run.data.declared === 'private' ? t('private') : t('public demonstration')),
    t('Created: {0}', new Date(run.createdAt).toLocaleString()),
  ];
  return lines.join('\n\n');
}

function metricLine(run: Run, t: Translate): string[] {
  const metric = mainMetric(run);
  if (metric === undefined) return [];
  return [`${metric.name} ${revealed(metric.figure).toFixed(4)}${markText(run, metric.figure.sensitivity, t)}`];
}

function markText({ result }: Run, sensitivity: Sensitivity, t: Translate): string {
  switch (sensitivity) {
    case 'public':
      return '';
    case 'sensitive':
      return ` (${t('sensitive: computed from private records without noise')})`;
    case 'released': {
      const { low, high } = revealed(result!.releasedAccuracy!);
      return ` (${t('released under noise, 95 % interval {0} to {1}', low.toFixed(4), high.toFixed(4))})`;
    }
    default:
      return assertNever(sensitivity);
  }
}

const moreNode = (missing: number, t: Translate): TreeNode => ({
  id: 'more',
  label: t('Show More Runs'),
  description: t('{0} older', missing),
  icon: { id: 'ellipsis' },
  spoken: t('Show more runs: {0} older ones', missing),
  context: 'more',
  command: { id: 'cloister.showMoreRuns', title: t('Show More Runs') },
});

/** The runs among lines, e.g. without the line that asks for more. */
export const runsAmong = (nodes: readonly object[]): RunId[] => nodes.flatMap((node) => ('runId' in node && typeof node.runId === 'string' ? [node.runId] : []));
