// `cloister runs resume ID`: takes an ended run up again from its latest checkpoint, and follows it.
import { Command } from 'commander';
import { resumeRun } from '../../services/runs/resume';
import { contextOf } from '../context';
import type { FollowOptions } from '../follow';
import { override, queue, showSensitive, type ExceptionOptions } from '../options';
import { withStore } from '../store';
import { train } from './train';

interface ResumeOptions extends FollowOptions, Pick<ExceptionOptions, 'override'> {
  readonly runFile?: string;
}

export function runsResumeCommand(): Command {
  return new Command('resume')
    .description('take up a run that was stopped, failed or got lost, from its latest checkpoint; steps taken again are charged again')
    .argument('<id>', 'id of the run')
    .option('--run-file <run.json>', 'refuse when this file differs from what the run was started with')
    .option('--detach', 'print the id of the run and come back at once; the run goes on')
    .addOption(queue())
    .addOption(override())
    .addOption(showSensitive())
    .action(async (id: string, { runFile, override: reason, ...options }: ResumeOptions, self: Command) => {
      const context = contextOf(self);
      process.exitCode = await withStore(context, (store) =>
        train(context, store, (how) => resumeRun(store, id, { ...how, override: reason, ...(runFile !== undefined && { runFile }) }), options),
      );
    });
}
