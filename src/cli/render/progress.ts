// Lines about a run that is being prepared or trained.
import { labelled } from '../../protocol/labelled';
import type { Run } from '../../protocol/run';
import type { LoadProgress } from '../../services/runs/launch';
import type { RunProgress } from '../../services/runs/progress';
import type { Disclose } from '../disclosure';
import type { Colours } from '../screen';
import { deltaText, epsilonText, meaningText } from '../../core/privacy/guaranteeText';
import { compact, duration } from '../../base/numberText';

/** Stage and share of the loading, with the number of records so far where it may be shown: whose data they are is not known yet. */
export function loadingLine({ stage, done, total }: LoadProgress, disclose: Disclose): string {
  const share = total === undefined || done === 0 ? '' : ` ${Math.floor((100 * done) / total)} %`;
  const records = total === undefined && done > 0 ? disclose(labelled('sensitive', done)) : undefined;
  const count = records === undefined ? '' : ` (${records} so far)`;
  return `Loading the data: ${stage}${share}${count} …`;
}

/** `Verifying the ledger: events 45 % …`, or without the share where nobody knows it. */
export const workingLine = (what: string, share?: number): string => `${what}${share === undefined ? '' : ` ${Math.floor(100 * share)} %`} …`;

/** Stands once above the lines with ε, and says what that ε means. */
export function progressHeading({ id, name, plan, data, config }: Run): string {
  const declared = data.declared === 'private' ? 'private' : 'public demonstration';
  return [
    `Run ${id}: ${name}, on ${data.name} (${declared})`,
    `ε below is what is spent so far, at δ ${deltaText(config.privacy.delta)} by PLD; ${meaningText(plan.guarantee)}`,
  ].join('\n');
}

/** What goes on besides steps. */
function activity({ run, step }: RunProgress): string | undefined {
  if (run.state.status === 'starting') return 'starting the trainer';
  if (run.state.status === 'queued') return 'waiting until the runs before it have ended';
  if (run.state.status === 'stopping') return 'stopping at the next step';
  return run.state.status === 'running' && step === run.plan.steps ? 'measuring on the test split' : undefined;
}

const stepText = ({ run, step }: RunProgress): string => `step ${step}/${run.plan.steps}`;

/** Everything after the step that may be shown. */
function figures(progress: RunProgress, disclose: Disclose): string[] {
  const { epsilon } = progress;
  const [loss, pace, left] = [disclose(progress.loss), disclose(progress.tokensPerSecond), disclose(progress.secondsLeft)];
  const activityNow = activity(progress);
  const parts = [
    epsilon === undefined ? undefined : `ε ${epsilonText(epsilon)}`,
    loss === undefined ? undefined : `loss ${loss.toFixed(3)}`,
    pace === undefined ? undefined : `${compact(pace)} tokens/s`,
    activityNow ?? (left === undefined || left === 0 ? undefined : `${duration(left)} left`),
  ];
  return parts.filter((part) => part !== undefined);
}

/** `step 25/40 (62 %), ε 2.31, loss 0.412, 182k tokens/s, 12 s left` */
export function progressLine(progress: RunProgress, disclose: Disclose): string {
  const share = Math.floor((100 * progress.step) / progress.run.plan.steps);
  return [`${stepText(progress)} (${share} %)`, ...figures(progress, disclose)].join(', ');
}

const barWidth = { widest: 30, narrowest: 8 };

/** The same with a bar in front, which takes what room the terminal leaves. */
export function barLine(progress: RunProgress, disclose: Disclose, colours: Colours, columns: number): string {
  const text = [stepText(progress), ...figures(progress, disclose)].join('  ');
  const width = Math.min(barWidth.widest, Math.max(barWidth.narrowest, columns - text.length - 3));
  const filled = Math.round((width * progress.step) / progress.run.plan.steps);
  return `${colours.green('━'.repeat(filled))}${colours.dim('─'.repeat(width - filled))}  ${text}`;
}
