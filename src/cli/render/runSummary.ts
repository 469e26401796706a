// What a run came to, for people and for machines.
import { assertNever } from '../../base/errors';
import type { Run } from '../../protocol/run';
import { isLedgersReason } from '../../protocol/runState';
import { guaranteeJson } from '../../services/guaranteeJson';
import { failureOf } from '../../services/runs/progress';
import type { RunReport } from '../../services/runs/report';
import { endText } from '../../services/statement/endText';
import type { Disclose } from '../disclosure';
import type { Colours } from '../screen';
import { deltaText, epsilonText, meaningText } from '../../core/privacy/guaranteeText';
import { accuracyText } from '../../core/privacy/noisyAccuracy';
import { duration, grouped } from '../../base/numberText';
import { auditFacts, auditJson } from './audit';
import { planFacts, planJson } from './plan';
import { facts, type Fact } from './table';

/** Stands in for figures that may not be shown. */
export const hidden = 'sensitive, so not shown here; --show-sensitive shows it';

/** `cloister runs show ID`, and how to go on with a run that ended early. */
export interface Directions {
  readonly show: string;
  readonly resume: string;
}

/** The summary after training. */
export function runSummary(report: RunReport, disclose: Disclose, colours: Colours, directions: Directions): string {
  const { run } = report;
  return [`${colours.bold(stateText(run, disclose, colours))}  ${run.id}  (${run.name})`, facts([...runFacts(report, disclose, colours), ...howToGoOn(report, directions)])].join('\n');
}

/** What was learnt, what it cost, and where it lies. */
export function runFacts(report: RunReport, disclose: Disclose, colours: Colours): Fact[] {
  const { run, spent, chargedSteps, seconds } = report;
  const { plan } = run;
  const time = disclose(seconds);
  return [
    ...auditFacts(run, disclose, colours),
    ...metricFacts(run, disclose),
    ['privacy spent', `ε ${epsilonText(spent.epsilon.pld)} at δ ${deltaText(spent.delta)} by PLD; cross-check by RDP: ε ${epsilonText(spent.epsilon.rdp)}\n${meaningText(spent)}`],
    ['data', `${run.data.name} (${run.data.declared === 'private' ? 'private' : 'public demonstration: its ledger has no cap'})`],
    ['steps', `${run.step} of ${plan.steps}${chargedSteps === run.step ? '' : `; ${chargedSteps} charged`}`],
    ...planFacts(plan),
    ['duration', time === undefined ? undefined : duration(time)],
    ['stored in', report.storeDirectory],
    ['checkpoint', report.checkpoint],
  ];
}

/** Names of metrics as people know them; others are shown by their own name. */
const metricNames: Readonly<Record<string, string>> = { accuracy: 'accuracy', auc: 'AUC', loss: 'test loss', testRecords: 'test records', smallestExpertShare: 'smallest expert', recordsOverBound: 'over the bound' };

function metricFacts({ result }: Run, disclose: Disclose): Fact[] {
  if (result === undefined) return [];
  const released = disclose(result.releasedAccuracy);
  const metrics = disclose(result.metrics);
  const exact = metrics && Object.entries(metrics).map(([name, value]): Fact => [metricNames[name] ?? name, metricText(name, value)]);
  return [['released accuracy', released && accuracyText(released)], ...(exact ?? [['accuracy', hidden] as const])];
}

function metricText(name: string, value: number): string {
  switch (name) {
    case 'testRecords':
      return grouped(value);
    case 'smallestExpertShare':
      return `${(100 * value).toFixed(1)} % of the tokens`;
    case 'recordsOverBound':
      return `${grouped(value)} records, left out`;
    default:
      return value.toFixed(4);
  }
}

function howToGoOn({ resumable }: RunReport, { show, resume }: Directions): Fact[] {
  return [
    ['show again', show],
    ['resume', resumable ? resume : undefined],
  ];
}

/** How a run stands or ended. What its error says may come from a record, so that is for those who may see such figures. */
export function stateText(run: Run, disclose: Disclose, colours: Colours): string {
  const { state } = run;
  switch (state.status) {
    case 'finished':
      return colours.green('finished');
    case 'stopped':
      return colours.yellow(isLedgersReason(state.reason) ? `stopped: ${endText(state.reason)}` : 'stopped early');
    case 'failed':
      return colours.red(`failed: ${disclose(failureOf(run)) ?? hidden}`);
    case 'lost':
      return colours.red('lost: its process is gone');
    case 'created':
    case 'starting':
    case 'queued':
    case 'running':
    case 'stopping':
      return state.status;
    default:
      return assertNever(state);
  }
}

/** The JSON document of one run. Figures that may not be shown are left out. */
export function runJson(report: RunReport, disclose: Disclose): object {
  const { run, spent } = report;
  const { state } = run;
  return {
    id: run.id,
    name: run.name,
    state: state.status,
    ...(state.status === 'stopped' && { reason: state.reason }),
    message: disclose(failureOf(run)),
    data: { name: run.data.name, declared: run.data.declared },
    step: run.step,
    chargedSteps: report.chargedSteps,
    plan: planJson(run.plan),
    spent: guaranteeJson(spent),
    releasedAccuracy: disclose(run.result?.releasedAccuracy),
    metrics: disclose(run.result?.metrics),
    audit: auditJson(run, disclose),
    seconds: disclose(report.seconds),
    store: report.storeDirectory,
    checkpoint: report.checkpoint,
    createdAt: new Date(run.createdAt).toISOString(),
  };
}
