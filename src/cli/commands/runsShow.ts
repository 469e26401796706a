// `cloister runs show ID`: everything that is known about one run.
import { Command } from 'commander';
import { runReport } from '../../services/runs/report';
import { getRun } from '../../services/runs/runs';
import { contextOf, present } from '../context';
import { discloseOn } from '../disclosure';
import { showSensitive, type SensitiveOptions } from '../options';
import { runDetails, runDetailsJson } from '../render/runDetails';
import { withStore } from '../store';

export function runsShowCommand(): Command {
  return new Command('show')
    .description('everything about one run')
    .argument('<id>', 'id of the run')
    .addOption(showSensitive())
    .action(async (id: string, options: SensitiveOptions, self: Command) => {
      const context = contextOf(self);
      const report = await withStore(context, async (store) => runReport(store, context.accounting, await getRun(store, id)));
      const disclose = discloseOn(context, context.out, options);
      present(context, runDetailsJson(report, disclose), runDetails(report, disclose, context.out.colours));
    });
}
