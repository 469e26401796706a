// `cloister runs …`: what the commands on stored runs have in common is their name and their store.
import { Command } from 'commander';
import { runsDeleteCommand } from './runsDelete';
import { runsExportCommand } from './runsExport';
import { runsListCommand } from './runsList';
import { runsLogCommand } from './runsLog';
import { runsResumeCommand } from './runsResume';
import { runsShowCommand } from './runsShow';
import { runsStopCommand } from './runsStop';

export function runsCommand(): Command {
  const command = new Command('runs').description('look at stored runs, stop them, take them up again');
  const commands = [runsListCommand(), runsShowCommand(), runsStopCommand(), runsResumeCommand(), runsLogCommand(), runsExportCommand(), runsDeleteCommand()];
  commands.forEach((each) => command.addCommand(each));
  return command;
}
