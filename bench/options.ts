// What may be said to the bench: which benches run, and how thorough those are that take long.
import { parseArgs } from 'node:util';

export interface Options {
  /** Steps of each variant that count, in benches that measure variants in turn. */
  readonly rounds: number;
  /** Peers that compile for minutes, too. */
  readonly all: boolean;
}

const usage = 'npm run bench -- [NAME …] [--rounds N] [--all]';

/**
 * Names of benches may be written as options: `--peers` is `peers`.
 * @param known names that there are
 * @throws Error that names what is unknown, or a number of rounds that is no positive integer
 */
export function readOptions(args: readonly string[], known: readonly string[]): { readonly names: readonly string[]; readonly options: Options } {
  const { values, positionals } = parseArgs({
    args: args.map((arg) => (known.includes(arg.replace(/^--/, '')) ? arg.replace(/^--/, '') : arg)),
    options: { rounds: { type: 'string', default: '5' }, all: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No bench is called ${unknown.join(', ')}. There are: ${known.join(', ')}. Usage: ${usage}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: give a whole number of 1 or more. Usage: ${usage}`);
  return { names: positionals, options: { rounds, all: values.all } };
}
