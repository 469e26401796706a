// The list of runs: one line each, or one object each.
import type { Run } from '../../protocol/run';
import { guaranteeJson } from '../../services/guaranteeJson';
import type { RunOverview } from '../../services/runs/report';
import type { Disclose } from '../disclosure';
import type { Colours } from '../screen';
import { deltaText, epsilonText } from '../../core/privacy/guaranteeText';
import { age } from '../../base/numberText';
import { auditJson } from './audit';
import { table, type Column } from './table';
import { unitColumn } from './unitColumn';

const columns: readonly Column[] = [
  { title: 'ID' },
  { title: 'NAME' },
  { title: 'STATE' },
  { title: 'STEP', align: 'right' },
  { title: 'ε', align: 'right' },
  { title: 'δ', align: 'right' },
  { title: 'ACCURACY', align: 'right' },
  { title: 'AGE', align: 'right' },
];

/** @param now in milliseconds */
export function runsTable(runs: readonly RunOverview[], disclose: Disclose, colours: Colours, now: number): string {
  if (runs.length === 0) return 'No runs yet. Start one with: cloister train RUN.json';
  const units = unitColumn(runs.map(({ spent }) => spent));
  const rows = runs.map(({ run, spent }) => [
    run.id,
    run.name,
    run.state.status,
    `${run.step}/${run.plan.steps}`,
    epsilonText(spent.epsilon.pld),
    deltaText(spent.delta),
    accuracyText(run, disclose),
    age(run.createdAt, now),
    ...units.cells(spent.unit),
  ]);
  const [titles, ...lines] = table([...columns, ...units.columns], rows).split('\n');
  const heading = colours.dim(`ε is what a run was charged, at its δ by PLD; ${units.meaning}`);
  return [heading, colours.bold(titles), ...lines].join('\n');
}

function accuracyText({ result }: Run, disclose: Disclose): string {
  if (result === undefined) return '–';
  const released = disclose(result.releasedAccuracy);
  if (released !== undefined) return `${released.value.toFixed(4)} released`;
  const accuracy = disclose(result.metrics)?.accuracy;
  return accuracy === undefined ? 'sensitive' : accuracy.toFixed(4);
}

export const runsJson = (runs: readonly RunOverview[], disclose: Disclose): object[] =>
  runs.map(({ run, spent, chargedSteps }) => ({
    id: run.id,
    name: run.name,
    state: run.state.status,
    data: { name: run.data.name, declared: run.data.declared },
    step: run.step,
    steps: run.plan.steps,
    chargedSteps,
    spent: guaranteeJson(spent),
    releasedAccuracy: disclose(run.result?.releasedAccuracy),
    metrics: disclose(run.result?.metrics),
    audit: auditJson(run, disclose),
    createdAt: new Date(run.createdAt).toISOString(),
  }));
