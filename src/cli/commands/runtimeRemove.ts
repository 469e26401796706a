// `cloister runtime remove NAME`: deletes an installed runtime.
import { Command } from 'commander';
import { removeRuntime } from '../../services/runtimes';
import { contextOf, present } from '../context';

export function runtimeRemoveCommand(): Command {
  return new Command('remove')
    .description('delete an installed runtime; runs that have loaded it go on')
    .argument('<name>', 'of the runtime')
    .action(async (name: string, _options: object, self: Command) => {
      const context = contextOf(self);
      await removeRuntime(name);
      present(context, { removed: name }, `Removed ${name}.`);
    });
}
