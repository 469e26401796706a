// `cloister budget set DATASET`: sets the cap of a private data set, with a reason that stays on record.
import { Command } from 'commander';
import { dataSetOf } from '../../services/ledger/dataSetOf';
import { createLedger } from '../../services/ledger/ledger';
import { withStore } from '../../services/openStore';
import { contextOf, present } from '../context';
import { numberOption, openUnit, positive } from '../options';
import { budgetJson } from '../render/budgetJson';
import { budgetDetails } from '../render/budget';
import { dataSetArgument } from './dataSetArgument';

interface SetOptions {
  readonly epsilon: number;
  readonly delta: number;
  readonly reason: string;
}

export function budgetSetCommand(): Command {
  return new Command('set')
    .description('set the cap of a private data set; every change stays on record')
    .argument(...dataSetArgument)
    .addOption(numberOption('--epsilon <epsilon>', 'most that all runs together may spend', positive).makeOptionMandatory())
    .addOption(numberOption('--delta <delta>', 'δ of that guarantee', openUnit).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why; it stays on record')
    .action(async (subject: string, { epsilon, delta, reason }: SetOptions, self: Command) => {
      const context = contextOf(self);
      const report = await withStore(context.store, async (store) => {
        const ledger = createLedger(store);
        const { digest } = await dataSetOf(store, subject);
        await ledger.setCap(digest, { epsilon, delta }, reason);
        return ledger.report(context.accounting, digest);
      });
      present(context, budgetJson(report), budgetDetails(report, context.out.colours));
    });
}
