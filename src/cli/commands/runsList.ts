// `cloister runs list`: every run of the store, the newest first.
import { Command } from 'commander';
import { overviews } from '../../services/runs/report';
import { listRuns } from '../../services/runs/runs';
import { contextOf, present } from '../context';
import { discloseOn } from '../disclosure';
import { showSensitive, type SensitiveOptions } from '../options';
import { runsJson, runsTable } from '../render/runsTable';
import { withStore } from '../store';

export function runsListCommand(): Command {
  return new Command('list')
    .description('all runs, the newest first')
    .addOption(showSensitive())
    .action(async (options: SensitiveOptions, self: Command) => {
      const context = contextOf(self);
      const runs = await withStore(context, async (store) => overviews(store, context.accounting, await listRuns(store)));
      const disclose = discloseOn(context, context.out, options);
      present(context, runsJson(runs, disclose), runsTable(runs, disclose, context.out.colours, Date.now()));
    });
}
