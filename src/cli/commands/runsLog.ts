// `cloister runs log ID`: what the trainer of a run printed.
import { Command } from 'commander';
import { readLog } from '../../services/runs/log';
import { contextOf, present } from '../context';
import { withStore } from '../store';

export function runsLogCommand(): Command {
  return new Command('log')
    .description('what the trainer printed, which is nothing when all went well')
    .argument('<id>', 'id of the run')
    .action(async (id: string, _options: object, self: Command) => {
      const context = contextOf(self);
      const log = await withStore(context, (store) => readLog(store, id));
      if (log === '') context.err.print('The trainer printed nothing.');
      if (log !== '' || context.json) present(context, { id, log }, log.trimEnd());
    });
}
