// `cloister budget list`: what is spent and what is left, for every data set.
import { Command } from 'commander';
import { createLedger } from '../../services/ledger/ledger';
import { contextOf, present } from '../context';
import { budgetJson } from '../render/budgetJson';
import { budgetTable } from '../render/budget';
import { withStore } from '../store';

export function budgetListCommand(): Command {
  return new Command('list')
    .description('what is spent and what is left, for every data set')
    .action(async (_options: object, self: Command) => {
      const context = contextOf(self);
      const reports = await withStore(context, (store) => createLedger(store).reports(context.accounting));
      present(context, reports.map(budgetJson), budgetTable(reports, context.out.colours));
    });
}
