// `cloister train RUN.json`: launches a run, follows it, and sums up what it came to.
import { Command } from 'commander';
import type { Run } from '../../protocol/run';
import { launch } from '../../services/runs/launch';
import { runReport } from '../../services/runs/report';
import { contextOf, present, type Context } from '../context';
import { discloseOn } from '../disclosure';
import { exitCodeOfRun, type ExitCode } from '../exitCodes';
import { startAndFollow, type FollowOptions, type StartRun } from '../follow';
import { freshLedger, override, queue, showSensitive, type ExceptionOptions } from '../options';
import { runJson, runSummary } from '../render/runSummary';
import { withStore, type Store } from '../store';

export function trainCommand(): Command {
  return new Command('train')
    .description('launch the run that a file describes, and follow it; Ctrl-C stops it cleanly')
    .argument('<run.json>', 'run file')
    .option('--detach', 'print the id of the run and come back at once; the run goes on')
    .addOption(queue())
    .addOption(freshLedger())
    .addOption(override())
    .addOption(showSensitive())
    .action(async (runFile: string, options: FollowOptions & ExceptionOptions, self: Command) => {
      const context = contextOf(self);
      process.exitCode = await withStore(context, (store) => train(context, store, (how) => launch(store, runFile, { ...how, exceptions: options }), options));
    });
}

/** Starts a run, follows it unless it is detached, and presents it. */
export async function train(context: Context, store: Store, start: StartRun, options: FollowOptions): Promise<ExitCode> {
  const run = await startAndFollow(context, store, start, options);
  if (options.detach) {
    present(context, { id: run.id, state: run.state.status }, run.id);
    return 0;
  }
  await presentRun(context, store, run, options);
  return exitCodeOfRun(run.state);
}

/** Shows what a run came to. */
export async function presentRun(context: Context, store: Store, run: Run, options: FollowOptions): Promise<void> {
  const report = await runReport(store, context.accounting, run);
  const disclose = discloseOn(context, context.out, options);
  const directions = { show: context.commandLine('runs show', run.id), resume: context.commandLine('runs resume', run.id) };
  present(context, runJson(report, disclose), runSummary(report, disclose, context.out.colours, directions));
}
