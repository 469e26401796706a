// `cloister audit RUN.json`: trains the run with canaries among its records, and shows which ε they refute.
import { Command } from 'commander';
import { revealed } from '../../protocol/labelled';
import type { Run } from '../../protocol/run';
import { auditOf, refutes, usualDesign, type AuditDesign } from '../../services/audit';
import { launch } from '../../services/runs/launch';
import { contextOf, present, type Context } from '../context';
import { exitCodeOfRun, type ExitCode } from '../exitCodes';
import { startAndFollow, type FollowOptions } from '../follow';
import { numberOption, openUnit, queue, showSensitive, wholeNumber } from '../options';
import { auditJson, designText } from '../render/audit';
import { withStore, type Store } from '../store';
import { presentRun } from './train';

type AuditOptions = FollowOptions & AuditDesign;

export function auditCommand(): Command {
  return new Command('audit')
    .description('train the run that a file describes with canaries among its records, charged like any run, and show which ε their traces in the model refute')
    .argument('<run.json>', 'run file')
    .addOption(numberOption('--canaries <count>', 'records of public words to make, half of which are trained on', wholeNumber).default(usualDesign.canaries))
    .addOption(numberOption('--guesses <count>', 'canaries to guess about, half "in" and half "out"; the rest is abstained from', wholeNumber).default(usualDesign.guesses))
    .addOption(numberOption('--confidence <share>', 'of the lower bound', openUnit).default(usualDesign.confidence))
    .option('--detach', 'print the id of the run and come back at once; the run goes on')
    .addOption(queue())
    .addOption(showSensitive())
    .addHelpText('after', '\nCanaries find defects, not how tight ε is: 100 guesses that are all right show no more than ε 3.5.\nExits with 1 when the bound is above the ε that the accountant promises.')
    .action(async (runFile: string, options: AuditOptions, self: Command) => {
      const context = contextOf(self);
      process.exitCode = await withStore(context, (store) => audit(context, store, runFile, options));
    });
}

async function audit(context: Context, store: Store, runFile: string, options: AuditOptions): Promise<ExitCode> {
  const { canaries, guesses, confidence } = options;
  const design = { canaries, guesses, confidence };
  const file = await auditOf(runFile, design);
  context.err.print(`Fixed beforehand: ${designText(design)}.`);
  const run = await startAndFollow(context, store, (how) => launch(store, file, how), options);
  if (options.detach) {
    present(context, { id: run.id, state: run.state.status, audit: auditJson(run, () => undefined) }, run.id);
    return 0;
  }
  await presentRun(context, store, run, options);
  return hasFailed(run) ? 1 : exitCodeOfRun(run.state);
}

function hasFailed(run: Run): boolean {
  const result = run.result?.audit;
  return result !== undefined && refutes(revealed(result), run);
}
