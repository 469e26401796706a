// What a trainer may print of an error: its output is kept in logs and shown to others, and the message of a defect may quote a record.
import { CloisterError } from '../base/errors';

/**
 * The whole message of an error that is meant for people, which names the place of a record and never its text; of anything else where
 * it came from, without its message.
 */
export const printable = (error: unknown): string =>
  CloisterError.is(error) ? error.message : ['Failed by a defect. Its message may quote a record, so it is left out.', ...framesOf(error)].join('\n');

/** Where a defect came from, a line a frame; nothing for an error that is meant for people. */
export function framesOf(error: unknown): string[] {
  if (CloisterError.is(error) || !(error instanceof Error)) return [];
  return (error.stack ?? '').replace(error.message, '').split('\n').filter((line) => /^\s+at /.test(line));
}
