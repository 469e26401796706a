// `cloister runs stop ID`: asks a trainer to stop at the next step.
import { Command } from 'commander';
import { withStore } from '../../services/openStore';
import { requestStop } from '../../services/runs/runs';
import { contextOf, present } from '../context';

export function runsStopCommand(): Command {
  return new Command('stop')
    .description('ask a run to stop at its next step; what it learnt so far is kept')
    .argument('<id>', 'id of the run')
    .action(async (id: string, _options: object, self: Command) => {
      const context = contextOf(self);
      await withStore(context.store, (store) => requestStop(store, id));
      present(context, { id, state: 'stopping' }, `Run ${id} stops at its next step. See what it came to: ${context.commandLine('runs show', id)}`);
    });
}
