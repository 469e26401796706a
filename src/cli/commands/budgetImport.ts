// `cloister budget import FILE`: the data sets of an exported ledger, with all that was spent on them.
import { Command } from 'commander';
import { importLedger } from '../../services/ledger/importLedger';
import { contextOf, present } from '../context';
import { withStore } from '../store';

export function budgetImportCommand(): Command {
  return new Command('import')
    .description('add the data sets of an exported ledger, with all that was spent on them; what is here stays as it is')
    .argument('<file>', 'written by budget export')
    .action(async (file: string, _options: object, self: Command) => {
      const context = contextOf(self);
      const { added, known } = await withStore(context, (store) => importLedger(store, file));
      const names = added.data_sets.map(({ name }) => name);
      const lines = [
        names.length === 0 ? 'Nothing was new.' : `Imported with ${added.claims.length} ${added.claims.length === 1 ? 'claim' : 'claims'}: ${names.join(', ')}.`,
        ...(known.length === 0 ? [] : [`Here already, and the same: ${known.join(', ')}.`]),
      ];
      present(context, { imported: names, known, claims: added.claims.length }, lines.join('\n'));
    });
}
