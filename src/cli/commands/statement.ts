// `cloister statement RUN|DATASET`: what a guarantee says, assumes and leaves out, in Markdown or JSON.
import { Command } from 'commander';
import { dataSetOf } from '../../services/ledger/dataSetOf';
import { dataSetStatement, runStatement } from '../../services/statement/statement';
import { contextOf, present } from '../context';
import { withStore } from '../store';

export function statementCommand(): Command {
  return new Command('statement')
    .description('the privacy statement of a run or of a data set, in Markdown (or with --json for machines)')
    .argument('<run|dataset>', 'id of a run; name of a data set, the start of its digest, or a run file that uses it')
    .action(async (subject: string, _options: object, self: Command) => {
      const context = contextOf(self);
      const { markdown, json } = await withStore(context, async (store) => {
        if ((await store.runs.find(subject)) !== undefined) return runStatement(store, context.accounting, subject);
        return dataSetStatement(store, context.accounting, (await dataSetOf(store, subject)).digest);
      });
      present(context, json, markdown.trimEnd());
    });
}
