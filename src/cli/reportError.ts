// Says what went wrong, and gives the exit code for it.
import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { badInput, CloisterError } from '../base/errors';
import type { CommandLine } from './context';
import { exitCodeOfError, type ExitCode } from './exitCodes';
import { remedyText } from './remedyText';
import type { Screen } from './screen';

/** Where an error is told, and how. */
export interface Report {
  readonly json: boolean;
  readonly out: Screen;
  readonly err: Screen;
  readonly commandLine: CommandLine;
}

/**
 * Prints an error to stderr, and with `--json` also as `{"error":{"kind","message","remedy"}}` to stdout, which stays one document that
 * way. An error for people shows its message and what can be done, where there is something; any other is a defect of ours and shows
 * its stack (kind `defect`, exit code 1).
 */
export function reportError(thrown: unknown, { json, out, err, commandLine }: Report): ExitCode {
  const error = thrown instanceof CommanderError ? fromCommander(thrown) : thrown;
  if (error === undefined) return 0;
  const forPeople = CloisterError.is(error);
  const remedy = forPeople && error.remedy ? remedyText(error.remedy, commandLine) : undefined;
  err.print(err.colours.red(forPeople ? error.message : `This is a defect of Cloister, please report it:\n${inspect(error)}`));
  if (remedy !== undefined) err.print(remedy);
  if (json) {
    const document = { kind: forPeople ? error.kind : 'defect', message: error instanceof Error ? error.message : inspect(error), remedy };
    out.print(JSON.stringify({ error: document }));
  }
  return forPeople ? exitCodeOfError(error.kind) : 1;
}

/** Commander also throws when it has printed help or the version; then nothing is wrong. */
function fromCommander(error: CommanderError): CloisterError | undefined {
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help') return badInput('Name a command.');
  return badInput(error.message.replace(/^error: /, ''), error);
}
