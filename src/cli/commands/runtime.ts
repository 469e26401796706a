// `cloister runtime …`: the TensorFlow libraries that the native backend runs on.
import { Command } from 'commander';
import { runtimeInstallCommand } from './runtimeInstall';
import { runtimeListCommand } from './runtimeList';
import { runtimeRemoveCommand } from './runtimeRemove';

export function runtimeCommand(): Command {
  const command = new Command('runtime').description('install, list and remove TensorFlow runtimes, for processors and GPUs');
  [runtimeInstallCommand(), runtimeListCommand(), runtimeRemoveCommand()].forEach((each) => command.addCommand(each));
  return command;
}
