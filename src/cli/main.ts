#!/usr/bin/env node
// Entry of the command line `cloister`: wires the commands to the program and turns what they throw into exit codes.
import { Command } from 'commander';
import { auditCommand } from './commands/audit';
import { budgetCommand } from './commands/budget';
import { checkCommand } from './commands/check';
import { demoCommand } from './commands/demo';
import { doctorCommand } from './commands/doctor';
import { privacyCommand } from './commands/privacy';
import { runsCommand } from './commands/runs';
import { runtimeCommand } from './commands/runtime';
import { statementCommand } from './commands/statement';
import { trainCommand } from './commands/train';
import { commandLineFor, type SharedOptions } from './context';
import { reportError } from './reportError';
import { createScreen, leaveQuietlyWithReader } from './screen';

function createProgram(): Command {
  const program = new Command('cloister')
    .description('Trains Mixture-of-Experts text models under differential privacy, and keeps the privacy budget.')
    .option('--store <directory>', 'where runs are kept; by default CLOISTER_STORE or the data directory of the user')
    .option('--ledger <directory>', 'where the privacy ledger is kept, for all stores; by default CLOISTER_LEDGER or the data directory of the user')
    .option('--json', 'one JSON document on stdout; an error is {"error":{"kind","message","remedy"}}')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 bad input, 3 refused by the ledger, 130 interrupted.');
  const commands = [trainCommand(), checkCommand(), auditCommand(), runsCommand(), budgetCommand(), statementCommand(), privacyCommand(), runtimeCommand(), doctorCommand(), demoCommand()];
  commands.forEach((command) => program.addCommand(command));
  configure(program);
  return program;
}

/** For a command and all below it: commander's complaints take the same way as all others, and help shows the shared options. */
function configure(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined }).configureHelp({ showGlobalOptions: true });
  command.commands.forEach(configure);
}

leaveQuietlyWithReader(process.stdout);
const program = createProgram();
program.parseAsync().catch((error: unknown) => {
  const commandLine = commandLineFor(program.opts<SharedOptions>());
  process.exitCode = reportError(error, { json: process.argv.includes('--json'), out: createScreen(process.stdout), err: createScreen(process.stderr), commandLine });
  // What was interrupted may still be at work in the background.
  if (process.exitCode === 130) process.exit();
});
