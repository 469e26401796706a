// `cloister runs statement ID`: what the guarantee of a run says, assumes and leaves out, in Markdown or JSON.
import { Command } from 'commander';
import { withStore } from '../../services/openStore';
import { privacyStatement } from '../../services/statement';
import { contextOf, present } from '../context';

export function runsStatementCommand(): Command {
  return new Command('statement')
    .description('the privacy statement of a run, in Markdown (or with --json for machines)')
    .argument('<id>', 'id of the run')
    .action(async (id: string, _options: object, self: Command) => {
      const context = contextOf(self);
      const { markdown, json } = await withStore(context.store, (store) => privacyStatement(store, context.accounting, id));
      present(context, json, markdown.trimEnd());
    });
}
