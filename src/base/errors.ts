// Errors that people are meant to read: each has a kind that decides the exit code, and says what to do next.

/** What sort of trouble an error is; the command line maps each kind to one exit code. */
export type ErrorKind =
  /** The input (run file, data, argument) is wrong: exit code 2. */
  | 'badInput'
  /** The privacy ledger said no: exit code 3. */
  | 'refused'
  /** Stopped on request: exit code 130. */
  | 'interrupted'
  /** Anything else that went wrong: exit code 1. */
  | 'failed';

/**
 * An error with a message for people: what was wrong, where, and what to do about it.
 * Anything else that is thrown is a defect of ours and is shown with its stack.
 */
export class CloisterError extends Error {
  override readonly name = 'CloisterError';

  constructor(
    readonly kind: ErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  static is(error: unknown, kind?: ErrorKind): error is CloisterError {
    return error instanceof CloisterError && (kind === undefined || error.kind === kind);
  }
}

/** Input that a person can mend. `message` names the value and the place. */
export const badInput = (message: string, cause?: unknown): CloisterError => new CloisterError('badInput', message, { cause });

/** A request that the privacy ledger refuses. `message` says what would fit. */
export const refused = (message: string): CloisterError => new CloisterError('refused', message);

/** For the default branch of an exhaustive switch: the compiler rejects the call when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
