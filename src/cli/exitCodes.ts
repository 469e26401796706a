// The exit codes of the command line, in one place.
import { assertNever, type ErrorKind } from '../base/errors';
import { isLedgersReason, type RunState } from '../protocol/runState';

/** 0 done, 1 failed, 2 bad input, 3 refused by the ledger, 130 interrupted (128 + SIGINT, as shells have it). */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

export function exitCodeOfError(kind: ErrorKind): ExitCode {
  switch (kind) {
    case 'failed':
      return 1;
    case 'badInput':
      return 2;
    case 'refused':
      return 3;
    case 'interrupted':
      return 130;
    default:
      return assertNever(kind);
  }
}

/** The code of a command that followed a run to this state. A run that was stopped by somebody else counts as interrupted too. */
export function exitCodeOfRun(state: RunState): ExitCode {
  switch (state.status) {
    case 'finished':
      return 0;
    case 'stopped':
      return isLedgersReason(state.reason) ? 3 : 130;
    case 'failed':
    case 'lost':
      return 1;
    case 'created':
    case 'starting':
    case 'queued':
    case 'running':
    case 'stopping':
      throw new Error(`The run is still ${state.status}.`);
    default:
      return assertNever(state);
  }
}
