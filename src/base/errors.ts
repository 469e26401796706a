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
 * What somebody can do about an error, where the program itself can do it. The message says what was wrong and where; how the way on
 * is offered is for each front end to say: the command line types out a command, the editor shows a button.
 */
export type Remedy =
  /** Give a private data set a cap, or raise the one that it has; `delta` is that of the cap it has. */
  | { readonly kind: 'setCap'; readonly dataSet: string; readonly digest: string; readonly delta: number | undefined }
  | { readonly kind: 'listLedgers' }
  | { readonly kind: 'listRuns' }
  | { readonly kind: 'stopRun'; readonly runId: string }
  /** `runFile` when it is known which. */
  | { readonly kind: 'launchAnew'; readonly runFile?: string }
  | { readonly kind: 'chooseStore' }
  /** Say which Python package index TensorFlow's wheels are fetched from, or where they are. */
  | { readonly kind: 'nameIndex' }
  /** Give data that shares records with several ledgers one of its own, with a written reason. */
  | { readonly kind: 'freshLedger' }
  /** Import a ledger with a written reason why data that shares records is let in, or why the cap that it has here stays. */
  | { readonly kind: 'importWithReason'; readonly what: 'overlap' | 'cap' }
  /** Find out what is wrong with the ledger. */
  | { readonly kind: 'verifyLedger' };

/**
 * An error with a message for people: what was wrong, where, and what to do about it.
 * Anything else that is thrown is a defect of ours and is shown with its stack.
 */
export class CloisterError extends Error {
  override readonly name = 'CloisterError';
  readonly remedy: Remedy | undefined;

  constructor(
    readonly kind: ErrorKind,
    message: string,
    { remedy, ...options }: { cause?: unknown; remedy?: Remedy | undefined } = {},
  ) {
    super(message, options);
    this.remedy = remedy;
  }

  static is(error: unknown, kind?: ErrorKind): error is CloisterError {
    return error instanceof CloisterError && (kind === undefined || error.kind === kind);
  }
}

/** Input that a person can mend. `message` names the value and the place. */
export const badInput = (message: string, cause?: unknown): CloisterError => new CloisterError('badInput', message, { cause });

/** A request that the privacy ledger refuses. `message` says what would fit. */
export const refused = (message: string, remedy?: Remedy): CloisterError => new CloisterError('refused', message, { remedy });

/** For the default branch of an exhaustive switch: the compiler rejects the call when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
