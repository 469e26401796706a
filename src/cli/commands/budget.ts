// `cloister budget …`: the privacy ledgers of the store.
import { Command } from 'commander';
import { budgetBackupCommand } from './budgetBackup';
import { budgetListCommand } from './budgetList';
import { budgetSetCommand } from './budgetSet';
import { budgetShowCommand } from './budgetShow';
import { budgetVerifyCommand } from './budgetVerify';

export function budgetCommand(): Command {
  const command = new Command('budget').description('privacy budgets: one ledger for each data set');
  [budgetListCommand(), budgetShowCommand(), budgetSetCommand(), budgetVerifyCommand(), budgetBackupCommand()].forEach((each) => command.addCommand(each));
  return command;
}
