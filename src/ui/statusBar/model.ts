// The status bar item as plain data: the active run's step and ε, or how many runs are active.
import { epsilonText } from '../../core/privacy/guaranteeText';
import type { RunId } from '../../protocol/run';
import { isActive } from '../../protocol/runState';
import type { ListedRun } from '../../services/views/runList';
import { guaranteeText } from '../guaranteeText';
import { stateIcon, stateText } from '../runs/stateLook';
import type { Translate } from '../translate';
import { escapeMarkdown } from '../tree/treeNode';

export interface StatusLine {
  readonly text: string;
  /** Markdown; says what the ε of `text` means. */
  readonly tooltip: string;
  readonly spoken: string;
  /** The run that a click opens; undefined: a click shows the list. */
  readonly runId: RunId | undefined;
}

/** Undefined: nothing to show. Queued runs spend nothing yet, so a run that trains goes before any number of them. */
export function statusLine(unfinished: readonly ListedRun[], t: Translate): StatusLine | undefined {
  const active = unfinished.filter(({ run }) => isActive(run.state));
  if (active.length === 0) return undefined;
  const tooltip = active.map((listed) => runLine(listed, t)).join('\n\n');
  const training = active.filter(({ run }) => run.state.status !== 'queued');
  const [shown, ...others] = training.length === 0 ? active : training;
  if (others.length > 0) {
    const icon = training.length === 0 ? 'clock' : 'sync~spin';
    return { text: `$(${icon}) ${t('{0} runs', active.length)}`, tooltip, spoken: t('{0} active runs', active.length), runId: undefined };
  }
  const { run, spent } = shown;
  const waiting = active.length - 1;
  return {
    text: `$(${stateIcon(run.state).id}) ${run.step}/${run.plan.steps} · ε ${epsilonText(spent.epsilon.pld)}${waiting === 0 ? '' : ` +${waiting}`}`,
    tooltip,
    spoken: t('{0}, {1}, step {2} of {3}, {4}', run.name, stateText(run.state, t), run.step, run.plan.steps, guaranteeText(spent, t)),
    runId: run.id,
  };
}

const runLine = ({ run, spent }: ListedRun, t: Translate): string =>
  `**${escapeMarkdown(run.name)}** ${t('{0}, step {1} of {2}', escapeMarkdown(stateText(run.state, t)), run.step, run.plan.steps)}\n\n${t('Spent: {0}', guaranteeText(spent, t))}`;
