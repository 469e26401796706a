// `cloister runtime list`: what is installed, and which library the native backend would use from this folder.
import { Command } from 'commander';
import { findRuntimes, listRuntimes } from '../../services/runtimes';
import { contextOf, present } from '../context';
import { runtimesText } from '../render/runtimes';

export function runtimeListCommand(): Command {
  return new Command('list')
    .description('installed runtimes, and the packages of TensorFlow in this folder; each is tested, which takes a second')
    .action(async (_options: object, self: Command) => {
      const context = contextOf(self);
      const [installed, search] = await Promise.all([listRuntimes(), findRuntimes(process.cwd())]);
      const install = context.commandLine('runtime install');
      present(context, { installed, ...search }, runtimesText(search, install, context.out.colours));
    });
}
