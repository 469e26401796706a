// Says what went wrong, and gives the exit code for it.
import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { badInput, CloisterError } from '../base/errors';
import { exitCodeOfError, type ExitCode } from './exitCodes';
import type { Screen } from './screen';

/**
 * Prints an error to stderr, and with `--json` also as `{"error":{"kind","message"}}` to stdout, which stays one document that way.
 * An error for people shows its message; any other is a defect of ours and shows its stack (kind `defect`, exit code 1).
 */
export function reportError(thrown: unknown, json: boolean, screens: { readonly out: Screen; readonly err: Screen }): ExitCode {
  const error = thrown instanceof CommanderError ? fromCommander(thrown) : thrown;
  if (error === undefined) return 0;
  const forPeople = CloisterError.is(error);
  const { out, err } = screens;
  err.print(err.colours.red(forPeople ? error.message : `This is a defect of Cloister, please report it:\n${inspect(error)}`));
  if (json) {
    const document = { kind: forPeople ? error.kind : 'defect', message: error instanceof Error ? error.message : inspect(error) };
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
