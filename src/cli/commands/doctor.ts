// `cloister doctor`: what is installed here, and whether runs can be trained and kept.
import { Command } from 'commander';
import { diagnose, isHealthy } from '../../services/doctor';
import { contextOf, present } from '../context';
import { diagnosisText } from '../render/diagnosis';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('versions, cores, the store, and the backends that can train here')
    .action(async (_options: object, self: Command) => {
      const context = contextOf(self);
      const diagnosis = await diagnose(context.trainer, context);
      const healthy = isHealthy(diagnosis);
      present(context, { healthy, ...diagnosis }, diagnosisText(diagnosis, healthy, context.out.colours));
      process.exitCode = healthy ? 0 : 1;
    });
}
