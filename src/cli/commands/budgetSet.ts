// `cloister budget set DATASET`: sets the cap of a private data set, with a reason that stays on record.
import { Command } from 'commander';
import { dataSetOf } from '../../services/ledger/dataSetOf';
import { createLedger, expectedLike } from '../../services/ledger/ledger';
import { badInput } from '../../base/errors';
import type { Expectation } from '../../core/privacy/filterOrder';
import { planOrThrow } from '../../services/planning';
import { loadRunFile } from '../../services/runFile';
import { contextOf, present, type Context } from '../context';
import { numberOption, openUnit, positive, wholeNumber } from '../options';
import { budgetJson } from '../render/budgetJson';
import { budgetDetails } from '../render/budget';
import { withStore } from '../store';
import { dataSetArgument } from './dataSetArgument';

interface SetOptions {
  readonly epsilon: number;
  readonly delta: number;
  readonly reason: string;
  readonly expectedRuns?: number;
}

export function budgetSetCommand(): Command {
  return new Command('set')
    .description('set the cap of a private data set; every change stays on record')
    .argument(...dataSetArgument)
    .addOption(numberOption('--epsilon <epsilon>', 'most that all runs together may spend', positive).makeOptionMandatory())
    .addOption(numberOption('--delta <delta>', 'δ of that guarantee', openUnit).makeOptionMandatory())
    .addOption(numberOption('--expected-runs <count>', 'how many runs like that of the run file will share the cap: chooses the order of the filter, as long as nothing is charged', wholeNumber))
    .requiredOption('--reason <text>', 'why; it stays on record')
    .action(async (subject: string, { epsilon, delta, reason, expectedRuns }: SetOptions, self: Command) => {
      const context = contextOf(self);
      const report = await withStore(context, async (store) => {
        const ledger = createLedger(store);
        const expectation = expectedRuns === undefined ? undefined : await expectedOf(context, subject, expectedRuns);
        const { digest } = await dataSetOf(store, subject);
        await ledger.setCap(digest, { epsilon, delta }, reason, expectation);
        return ledger.report(context.accounting, digest);
      });
      present(context, budgetJson(report), budgetDetails(report, context.out.colours));
    });
}

/** A number of runs says something about noise only together with how long they are. */
async function expectedOf({ accounting }: Context, subject: string, runs: number): Promise<Expectation> {
  if (!subject.endsWith('.json')) throw badInput('--expected-runs counts runs like that of a run file: name the run file in the place of the data set.');
  return expectedLike(await planOrThrow(accounting, (await loadRunFile(subject)).config.privacy), runs);
}
