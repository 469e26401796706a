// `cloister budget backup FOLDER`: a copy of the ledger and its keys, to be put back after a loss.
import { Command } from 'commander';
import { grouped } from '../../base/numberText';
import { backupLedger } from '../../services/ledger/backup';
import { contextOf, present } from '../context';
import { withStore } from '../store';

export function budgetBackupCommand(): Command {
  return new Command('backup')
    .description('copy the ledger with its keys into a new folder, also while runs train')
    .argument('<folder>', 'to be made; one that exists is not overwritten')
    .action(async (folder: string, _options: object, self: Command) => {
      const context = contextOf(self);
      const { directory, backup } = await withStore(context, async (store) => ({
        directory: store.paths.ledgerDirectory,
        backup: await backupLedger(store, folder),
      }));
      const text = [
        `Backed up the ledger with its ${grouped(backup.head.count)} events and its keys to ${backup.folder}.`,
        'It holds the keys: whoever can read it can test what is in your data. Keep it as safe as the data.',
        `Put it back only after a loss, by copying its files into an empty ${directory}: what was spent since this backup would be forgotten, and nothing would notice.`,
      ];
      present(context, { folder: backup.folder, events: backup.head.count, head: backup.head.hash }, text.join('\n'));
    });
}
