// `cloister check RUN.json`: looks at a run before it starts; with `--exactness` and `--two-worlds` also at its gradients.
import { Command } from 'commander';
import { revealed } from '../../protocol/labelled';
import { checkExactness, checkTwoWorlds } from '../../services/gradientChecks';
import { check, type CheckOptions, type Finding, type Preflight } from '../../services/preflight';
import { contextOf, present, type Context } from '../context';
import { discloseOn, disclosing } from '../disclosure';
import type { ExitCode } from '../exitCodes';
import { showSensitive, type SensitiveOptions } from '../options';
import { exactnessJson, exactnessLine, isExact } from '../render/exactness';
import { preflightJson, preflightText } from '../render/preflight';
import { agree, twoWorldsJson, twoWorldsText } from '../render/twoWorlds';
import { withStore, type Store } from '../store';
import { createRunView } from '../view/runView';

interface CommandOptions extends SensitiveOptions {
  readonly exactness?: boolean;
  readonly twoWorlds?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('look at a run file, its data and its budget before anything is reserved or trained')
    .argument('<run.json>', 'run file')
    .option('--exactness', 'also compare the clipped sum with the one-record-at-a-time loop, on this model and data')
    .option('--two-worlds', 'also take the same steps with and without one record, or unit of privacy, without noise: nothing else may change')
    .addOption(showSensitive())
    .action(async (runFile: string, options: CommandOptions, self: Command) => {
      const context = contextOf(self);
      process.exitCode = await withStore(context, (store) => checkRun(context, store, runFile, options));
    });
}

async function checkRun(context: Context, store: Store, runFile: string, options: CommandOptions): Promise<ExitCode> {
  const { exactness, twoWorlds } = options;
  const disclose = discloseOn(context, context.out, options);
  const preflight = await withStatus(context, (onProgress) => check(store, runFile, { accounting: context.accounting, onProgress }));
  const code = exitCodeOf(preflight.findings);
  const { colours } = context.out;
  // The comparisons need a model and data, not a budget.
  const measured = exactness && code !== 2 ? await checkExactness(store, runFile, context.trainer) : undefined;
  const worlds = twoWorlds && code !== 2 ? await checkTwoWorlds(store, runFile, context.trainer) : undefined;
  const text = [
    preflightText(preflight, colours, context.commandLine),
    ...(measured ? [exactnessLine(measured, disclose, colours)] : []),
    ...(worlds ? [twoWorldsText(worlds, preflight.config?.privacy.unit === 'record' ? 'record' : 'unit', disclose, colours)] : []),
  ];
  const document = { ...preflightJson(preflight, context.commandLine), ...(measured && { exactness: exactnessJson(measured, disclose) }), ...(worlds && { twoWorlds: twoWorldsJson(worlds, disclose) }) };
  present(context, document, text.join('\n'));
  const broken = (measured !== undefined && !isExact(revealed(measured))) || (worlds !== undefined && !agree(revealed(worlds)));
  return broken ? 1 : code;
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
