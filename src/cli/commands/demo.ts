// `cloister demo`: the default run on the built-in e-mails, and with `--compare` the same beside other models. `npm start` runs it.
import { Command } from 'commander';
import { badInput } from '../../base/errors';
import { comparisonRecipes, defaultRecipe, withInitSeed } from '../../services/recipes';
import type { Run } from '../../protocol/run';
import { launch } from '../../services/runs/launch';
import { runReport, type RunReport } from '../../services/runs/report';
import type { LoadedRunFile } from '../../services/runFile';
import { contextOf, present, type Context } from '../context';
import { discloseOn } from '../disclosure';
import { exitCodeOfRun, type ExitCode } from '../exitCodes';
import { startAndFollow } from '../follow';
import { numberOption, wholeNumber } from '../options';
import { comparisonJson, comparisonText, type Variant } from '../render/comparison';
import { withStore, type Store } from '../store';
import { train } from './train';

interface DemoOptions {
  readonly compare?: boolean;
  readonly runs?: number;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('train the default run on the built-in e-mails, a public demonstration')
    .option('--compare', 'train other models too, and compare what was measured')
    .addOption(numberOption('--runs <count>', 'with --compare: repeat each that often, from other initial weights', wholeNumber))
    .action(async ({ compare, runs }: DemoOptions, self: Command) => {
      if (runs !== undefined && !compare) throw badInput('--runs belongs to --compare: give both.');
      const context = contextOf(self);
      process.exitCode = await withStore(context, async (store) => {
        if (compare) return compareModels(context, store, runs ?? 1);
        const recipe = await defaultRecipe();
        return train(context, store, (how) => launch(store, recipe, how), {});
      });
    });
}

/** Trains every recipe of the comparison, one after the other; the first run that does not finish ends it. */
async function compareModels(context: Context, store: Store, repeats: number): Promise<ExitCode> {
  const variants: Variant[] = [];
  for (const recipe of await comparisonRecipes()) {
    const reports: RunReport[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const run = await trainOne(context, store, withInitSeed(recipe, recipe.config.training.initSeed + repeat));
      if (run.state.status !== 'finished') return unfinished(context, run);
      reports.push(await runReport(store, context.accounting, run));
    }
    variants.push({ name: recipe.config.name, reports });
  }
  const disclose = discloseOn(context, context.out, {});
  present(context, comparisonJson(variants, disclose), comparisonText(variants, disclose, context.out.colours));
  return 0;
}

const trainOne = (context: Context, store: Store, recipe: LoadedRunFile): Promise<Run> =>
  startAndFollow(context, store, (how) => launch(store, recipe, how), {});

function unfinished(context: Context, run: Run): ExitCode {
  context.err.print(`The comparison ends here: run ${run.id} did not finish. See: ${context.commandLine('runs show', run.id)}`);
  return exitCodeOfRun(run.state);
}
