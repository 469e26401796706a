// `cloister budget …`: the privacy ledgers of the store.
import { Command } from 'commander';
import { budgetBackupCommand } from './budgetBackup';
import { budgetExportCommand } from './budgetExport';
import { budgetImportCommand } from './budgetImport';
import { budgetChangeCommand } from './budgetChange';
import { budgetListCommand } from './budgetList';
import { budgetSetCommand } from './budgetSet';
import { budgetShowCommand } from './budgetShow';
import { budgetVerifyCommand } from './budgetVerify';

export function budgetCommand(): Command {
  const command = new Command('budget').description('privacy budgets: one ledger for each data set');
  const commands = [
    budgetListCommand(),
    budgetShowCommand(),
    budgetSetCommand(),
    budgetChangeCommand(),
    budgetVerifyCommand(),
    budgetBackupCommand(),
    budgetExportCommand(),
    budgetImportCommand(),
  ];
  commands.forEach((each) => command.addCommand(each));
  return command;
}
