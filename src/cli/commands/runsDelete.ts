// `cloister runs delete ID...`: deletes runs; what they spent stays on the ledger.
import { Command } from 'commander';
import { deleteRun } from '../../services/runs/runs';
import { contextOf, present } from '../context';
import { withStore } from '../store';

export function runsDeleteCommand(): Command {
  return new Command('delete')
    .description('delete runs with their figures and checkpoints; what they spent stays on the ledger')
    .argument('<id...>', 'ids of the runs')
    .action(async (ids: string[], _options: object, self: Command) => {
      const context = contextOf(self);
      await withStore(context, async (store) => {
        for (const id of ids) await deleteRun(store, id);
      });
      present(context, { deleted: ids }, `Deleted ${ids.join(', ')}. What was spent stays on the ledger: deleting gives no budget back.`);
    });
}
