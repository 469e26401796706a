// `cloister budget export FILE`: the whole ledger as one JSON document.
import { Command } from 'commander';
import { grouped } from '../../base/numberText';
import { exportAndRetire, exportLedger } from '../../services/ledger/exportLedger';
import { contextOf, present } from '../context';
import { writeNewFile } from '../newFile';
import { withStore } from '../store';

export function budgetExportCommand(): Command {
  return new Command('export')
    .description('write data sets, caps, claims, grants and all events as JSON, to be verified or imported elsewhere')
    .argument('<file>', 'to be written; one that exists is not overwritten')
    .option('--retire <reason>', 'go on with the export elsewhere: nothing more is trained here on the exported data sets; the reason stays on record')
    .action(async (file: string, { retire }: { retire?: string }, self: Command) => {
      const context = contextOf(self);
      const { rows, head } = await withStore(context, async (store) => {
        if (retire !== undefined) return exportAndRetire(store, retire, (text) => writeNewFile(file, text));
        const exported = await exportLedger(store);
        await writeNewFile(file, exported.text);
        return exported;
      });
      const [dataSets, claims] = [rows.data_sets.length, rows.claims.length];
      const text = [
        `Exported ${grouped(dataSets)} data ${dataSets === 1 ? 'set' : 'sets'}, ${grouped(claims)} ${claims === 1 ? 'claim' : 'claims'} and ${grouped(head.count)} events to ${file}.`,
        retire === undefined
          ? 'It can be imported where secret.key is the same. Then go on with one of the two ledgers only: neither knows what is spent on the other.'
          : 'Its data sets are retired here. Go on where the export is imported, with the same secret.key.',
      ];
      present(context, { file, dataSets, claims, events: head.count, head: head.hash, retired: retire !== undefined }, text.join('\n'));
    });
}
