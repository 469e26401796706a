// `cloister runs stop ID`: asks a trainer to stop at the next step, and with `--force` sees to it.
import { Command } from 'commander';
import { requestStop } from '../../services/runs/runs';
import { stopRun, type StopStage } from '../../services/runs/stop';
import { contextOf, present, type Context } from '../context';
import { discloseOn } from '../disclosure';
import { stateText } from '../render/runSummary';
import { withStore } from '../store';

/** A trainer that lives stops within a step; who forces it has waited already. In milliseconds. */
const graceWhenForced = 5000;

export function runsStopCommand(): Command {
  return new Command('stop')
    .description('ask a run to stop at its next step; what it learnt so far is kept')
    .argument('<id>', 'id of the run')
    .option('--force', 'wait for its end; after 5 s each, terminate its process, then kill it')
    .action(async (id: string, { force }: { readonly force?: boolean }, self: Command) => {
      const context = contextOf(self);
      if (force) return forceStop(context, id);
      await withStore(context, (store) => requestStop(store, id));
      present(context, { id, state: 'stopping' }, `Run ${id} stops at its next step. See what it came to: ${context.commandLine('runs show', id)}`);
    });
}

async function forceStop(context: Context, id: string): Promise<void> {
  const onStage = (stage: StopStage): void => context.err.print(stageText[stage]);
  const run = await withStore(context, (store) => stopRun(store, id, { onStage, force: true, graceMs: graceWhenForced }));
  const disclose = discloseOn(context, context.out, {});
  present(context, { id, state: run.state.status }, `Run ${id}: ${stateText(run, disclose, context.out.colours)}. See what it came to: ${context.commandLine('runs show', id)}`);
}

const stageText: Readonly<Record<StopStage, string>> = {
  requested: 'Asked to stop at the next step.',
  terminating: 'It has not stopped; terminating its process.',
  killing: 'It has not ended; killing its process.',
};
