// `cloister budget change DATASET`: what the owner of a data set decides besides its cap, each with a reason that stays on record.
import { Command, Option } from 'commander';
import { badInput } from '../../base/errors';
import { dataSetOf } from '../../services/ledger/dataSetOf';
import { createLedger, type OwnersChoice } from '../../services/ledger/ledger';
import { contextOf, present } from '../context';
import { budgetJson } from '../render/budgetJson';
import { budgetDetails } from '../render/budget';
import { withStore } from '../store';
import { dataSetArgument } from './dataSetArgument';

interface ChangeOptions {
  readonly note?: string;
  readonly advisory?: boolean;
  readonly hard?: boolean;
  readonly retire?: boolean;
  readonly reason: string;
}

export function budgetChangeCommand(): Command {
  return new Command('change')
    .description('note something about a data set, retire it, or let its limit only advise; every change stays on record')
    .argument(...dataSetArgument)
    .option('--note <text>', 'a note of the owner, in the place of the present one')
    .addOption(new Option('--advisory', 'runs beyond the limit are warned of and let through, so that it limits nothing').conflicts('hard'))
    .option('--hard', 'runs beyond the cap are refused')
    .option('--retire', 'nothing more is trained on it, for good')
    .requiredOption('--reason <text>', 'why; it stays on record')
    .action(async (subject: string, options: ChangeOptions, self: Command) => {
      const context = contextOf(self);
      const choice = choiceOf(options);
      const report = await withStore(context, async (store) => {
        const ledger = createLedger(store);
        const { digest } = await dataSetOf(store, subject);
        await ledger.change(digest, choice, options.reason);
        return ledger.report(context.accounting, digest);
      });
      present(context, budgetJson(report), budgetDetails(report, context.out.colours));
    });
}

function choiceOf({ note, advisory, hard, retire }: ChangeOptions): OwnersChoice {
  if (note === undefined && !advisory && !hard && !retire) throw badInput('Say what to change: --note, --advisory, --hard or --retire.');
  return {
    ...(note !== undefined && { ownerNote: note }),
    ...((advisory || hard) && { enforcement: hard ? 'hard' : 'advisory' }),
    ...(retire && { retiredAt: Date.now() }),
  };
}
