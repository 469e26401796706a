// `cloister budget import FILE`: the data sets of an exported ledger, with all that was spent on them.
import { Command, Option } from 'commander';
import { badInput } from '../../base/errors';
import { importLedger, type ImportChoices, type Imported } from '../../services/ledger/importLedger';
import { contextOf, present } from '../context';
import { withStore } from '../store';

interface Options {
  readonly override?: string;
  readonly cap?: 'keep' | 'theirs';
  readonly reason?: string;
}

export function budgetImportCommand(): Command {
  return new Command('import')
    .description('add the data sets of an exported ledger, with all that was spent on them; one that is here too becomes one with it, and counts what either does')
    .argument('<file>', 'written by budget export')
    .option('--override <reason>', 'take data that shares records with a data set here all the same; the reason stays on record')
    .addOption(new Option('--cap <which>', 'of two caps of one data set, keep the one here or take theirs, instead of the smaller').choices(['keep', 'theirs']))
    .option('--reason <reason>', 'why that cap; it stays on record')
    .action(async (file: string, options: Options, self: Command) => {
      const context = contextOf(self);
      const imported = await withStore(context, (store) => importLedger(store, file, choicesOf(options)));
      present(context, imported, importedText(imported));
    });
}

function choicesOf({ override, cap, reason }: Options): ImportChoices {
  if ((cap === undefined) !== (reason === undefined)) throw badInput('--cap and --reason go together: give which cap holds, and why.');
  return { override, ...(cap !== undefined && { cap: { holds: cap === 'keep' ? 'ours' : 'theirs', reason: reason ?? '' } }) };
}

function importedText({ added, merged, claims }: Imported): string {
  if (added.length + merged.length === 0) return 'Nothing was new.';
  const lines = [
    `Imported with ${claims} ${claims === 1 ? 'claim' : 'claims'} that ${claims === 1 ? 'was' : 'were'} not here.`,
    ...(added.length === 0 ? [] : [`New here: ${added.join(', ')}.`]),
    ...(merged.length === 0 ? [] : [`Here before, and now counting what either ledger did: ${merged.join(', ')}.`]),
  ];
  return lines.join('\n');
}
