// What every command is given: the options that all of them share, the two output streams, and the trainer bundle.
import { basename, join, relative } from 'node:path';
import type { Command } from 'commander';
import type { Accounting } from '../services/accounting/accounting';
import { accountingInThread } from '../services/accounting/inThread';
import type { StorePlace } from '../services/openStore';
import { createScreen, type Screen } from './screen';

/** Options of the program itself; they may stand before or after a command's name. */
export interface SharedOptions {
  readonly json?: boolean;
  readonly store?: string;
  readonly ledger?: string;
}

export interface Context {
  /** One JSON document on stdout, for machines. */
  readonly json: boolean;
  /** Directory of the store, as given; undefined for the default. */
  readonly store: string | undefined;
  /** Directory of the ledger, as given; undefined for the default. */
  readonly ledger: string | undefined;
  /** Results. */
  readonly out: Screen;
  /** Progress, remarks and errors. */
  readonly err: Screen;
  /** Path of the trainer bundle, which lies beside the bundle of the command line. */
  readonly trainer: string;
  /** In this thread: a command has nothing else to do meanwhile. */
  readonly accounting: Accounting;
  readonly commandLine: CommandLine;
}

/** A command line that people can type again, e.g. `commandLine('runs show', id)`. */
export type CommandLine = (command: string, ...words: readonly string[]) => string;

export function contextOf(command: Command): Context {
  const { json = false, store, ledger } = command.optsWithGlobals<SharedOptions>();
  return {
    json,
    store,
    ledger,
    out: createScreen(process.stdout),
    err: createScreen(process.stderr),
    trainer: join(__dirname, 'trainer.js'),
    accounting: accountingInThread,
    commandLine: commandLineFor({ store, ledger }),
  };
}

/** @param place that was given on the command line and so has to be given again */
export const commandLineFor = ({ store, ledger }: StorePlace): CommandLine => {
  const options = [...(store === undefined ? [] : ['--store', quoted(store)]), ...(ledger === undefined ? [] : ['--ledger', quoted(ledger)])];
  return (name, ...words) => [programName(), name, ...words.map(quoted), ...options].join(' ');
};

/** How this program was called: by its installed name, or as the bundle in a clone that nothing was installed from. */
function programName(): string {
  const script = process.argv[1] ?? '';
  return basename(script) === 'cli.js' ? `node ${quoted(relative(process.cwd(), script))}` : 'cloister';
}

const quoted = (word: string): string => (/^[\w./:=@~-]+$/.test(word) ? word : `"${word.replace(/(["\\$`])/g, '\\$1')}"`);

/** Prints the result of a command: the document for machines, the text for people. */
export function present({ json, out }: Context, document: unknown, text: string): void {
  out.print(json ? JSON.stringify(document) : text);
}
