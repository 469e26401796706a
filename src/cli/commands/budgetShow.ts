// `cloister budget show DATASET`: one ledger with the runs that are on it.
import { Command } from 'commander';
import { dataSetOf } from '../../services/ledger/dataSetOf';
import { createLedger } from '../../services/ledger/ledger';
import { contextOf, present } from '../context';
import { budgetJson } from '../render/budgetJson';
import { budgetDetails } from '../render/budget';
import { withStore } from '../store';
import { dataSetArgument } from './dataSetArgument';

export function budgetShowCommand(): Command {
  return new Command('show')
    .description('one ledger, with the runs that are on it')
    .argument(...dataSetArgument)
    .action(async (subject: string, _options: object, self: Command) => {
      const context = contextOf(self);
      const report = await withStore(context, async (store) => createLedger(store).report(context.accounting, (await dataSetOf(store, subject)).digest));
      present(context, budgetJson(report), budgetDetails(report, context.out.colours));
    });
}
