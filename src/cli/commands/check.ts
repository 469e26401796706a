// `cloister check RUN.json`: looks at a run before it starts; with `--exactness` also at its gradients.
import { Command } from 'commander';
import { withStore, type Store } from '../../services/openStore';
import { check, type CheckOptions, type Finding, type Preflight } from '../../services/preflight';
import { measureExactness } from '../../services/trainerJobs';
import { contextOf, present, type Context } from '../context';
import { disclosing } from '../disclosure';
import type { ExitCode } from '../exitCodes';
import { exactnessLine, isExact, preflightJson, preflightText } from '../render/preflight';
import { createRunView } from '../view/runView';

interface CommandOptions {
  readonly exactness?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('look at a run file, its data and its budget before anything is reserved or trained')
    .argument('<run.json>', 'run file')
    .option('--exactness', 'also compare the clipped sum with the one-record-at-a-time loop, on this model and data')
    .action(async (runFile: string, options: CommandOptions, self: Command) => {
      const context = contextOf(self);
      process.exitCode = await withStore(context.store, (store) => checkRun(context, store, runFile, options));
    });
}

async function checkRun(context: Context, store: Store, runFile: string, { exactness }: CommandOptions): Promise<ExitCode> {
  const preflight = await withStatus(context, (onProgress) => check(store, runFile, { accounting: context.accounting, onProgress }));
  const code = exitCodeOf(preflight.findings);
  // The comparison needs a model and data, not a budget.
  const measured = exactness && code !== 2 ? await measureExactness(store, runFile, context.trainer) : undefined;
  const text = [preflightText(preflight, context.out.colours, context.commandLine), ...(measured ? [exactnessLine(measured, context.out.colours)] : [])];
  present(context, { ...preflightJson(preflight, context.commandLine), ...(measured && { exactness: measured }) }, text.join('\n'));
  return measured && !isExact(measured) ? 1 : code;
}

/** Shows how the data is being loaded, and nothing of it. */
async function withStatus(context: Context, work: (onProgress: NonNullable<CheckOptions['onProgress']>) => Promise<Preflight>): Promise<Preflight> {
  const view = createRunView(context.err, disclosing(false));
  try {
    return await work((progress) => view.loading(progress));
  } finally {
    view.end();
  }
}

/** 0 when the run would start, 3 when only its budget is missing, 2 when the input is wrong. */
export function exitCodeOf(findings: readonly Pick<Finding, 'severity' | 'code'>[]): ExitCode {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return 0;
  return errors.every(({ code }) => code === 'budget') ? 3 : 2;
}
