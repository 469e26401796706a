// Everything about one run: what it came to, its latest figures, where it ran, and its configuration.
import type { Run } from '../../protocol/run';
import type { RunReport } from '../../services/runs/report';
import type { Disclose } from '../disclosure';
import type { Colours } from '../screen';
import { gibibytes, significant } from '../../base/numberText';
import { runFacts, runJson, stateText, hidden } from './runSummary';
import { facts, type Fact } from './table';

export function runDetails(report: RunReport, disclose: Disclose, colours: Colours): string {
  const { run } = report;
  const section = (title: string, body: string): string => `\n${colours.bold(title)}\n${body}`;
  return [
    `${colours.bold(stateText(run, disclose, colours))}  ${run.id}  (${run.name})`,
    facts([...runFacts(report, disclose, colours), ['log', report.log], ['created', new Date(run.createdAt).toISOString()], ['attempts', String(run.attempt)], ['process', run.process && `pid ${run.process.pid}`]]),
    section('Latest figures', facts(latestFacts(report, disclose))),
    section('Environment', facts([...environmentFacts(run), ['trainer', trainerText(run)]])),
    section('Configuration', JSON.stringify(run.config, null, 2)),
  ].join('\n');
}

function latestFacts({ latest }: RunReport, disclose: Disclose): Fact[] {
  const shown = latest.map(({ name, value }): Fact => [name, shownFigure(disclose(value))]);
  const kept = shown.filter(([, text]) => text !== undefined);
  const missing = shown.length - kept.length;
  return missing === 0 ? kept : [...kept, [`${missing} more`, hidden]];
}

const shownFigure = (value: number | undefined): string | undefined => (value === undefined ? undefined : significant(value, 5));

function environmentFacts({ environment }: Run): Fact[] {
  const { versions, platform, cpu, cores, memory, source } = environment;
  return [
    ['versions', Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')],
    ['platform', platform],
    ['processor', `${cpu}, ${cores} cores, ${gibibytes(memory)}`],
    ['commit', source === null ? undefined : `${source.commit}${source.dirty ? ' with changes that were not committed' : ''}`],
  ];
}

/** What the trainer chose where the configuration says "auto". */
function trainerText({ trainer }: Run): string | undefined {
  if (trainer === undefined) return undefined;
  const { backend, workers, microBatch } = trainer;
  const batches = microBatch === 'auto' ? 'micro-batches by tokens' : `micro-batches of ${microBatch} records at most`;
  return `${backend} backend, ${workers} worker ${workers === 1 ? 'thread' : 'threads'}, ${batches}`;
}

export const runDetailsJson = (report: RunReport, disclose: Disclose): object => ({
  ...runJson(report, disclose),
  attempts: report.run.attempt,
  process: report.run.process,
  latest: Object.fromEntries(report.latest.map(({ name, value }) => [name, disclose(value)])),
  environment: report.run.environment,
  trainer: report.run.trainer,
  config: report.run.config,
  log: report.log,
});
