// States of a run in words: what is going on, and what can be done about it.
import { assertNever } from '../../src/base/errors';
import type { RunState, StopReason } from '../../src/protocol/runState';

export interface StateText {
  readonly label: string;
  /** Undefined where the label says it all. */
  readonly notice: { readonly tone: 'info' | 'warning' | 'error'; readonly text: string } | undefined;
}

export function stateText(state: RunState): StateText {
  switch (state.status) {
    case 'created':
      return { label: 'created', notice: { tone: 'info', text: 'Not started yet. Its share of the privacy budget may be reserved already.' } };
    case 'queued':
      return { label: 'queued', notice: { tone: 'info', text: 'Waits for the runs before it; starts by itself. Its share of the privacy budget is reserved already.' } };
    case 'starting':
      return { label: 'starting', notice: { tone: 'info', text: 'The trainer process is starting; the first step follows in a moment.' } };
    case 'running':
      return { label: 'running', notice: undefined };
    case 'stopping':
      return { label: 'stopping', notice: { tone: 'info', text: 'Ends at the next step. What was charged stays charged; the steps not taken are given back.' } };
    case 'finished':
      return { label: 'finished', notice: undefined };
    case 'stopped':
      return { label: 'stopped', notice: { tone: 'info', text: `${stopText(state.reason)} Resume takes it up at its last checkpoint.` } };
    case 'failed':
      return { label: 'failed', notice: { tone: 'error', text: `${state.message} The log tells more. What was charged stays charged; Resume takes the run up at its last checkpoint.` } };
    case 'lost':
      return {
        label: 'lost',
        notice: {
          tone: 'warning',
          text: 'The trainer process is gone without saying why: it was killed, or the machine was restarted. All steps that it was granted stay charged, taken or not. Resume takes the run up at its last checkpoint.',
        },
      };
    default:
      return assertNever(state);
  }
}

function stopText(reason: StopReason): string {
  switch (reason) {
    case 'requested':
      return 'Stopped on request.';
    case 'interrupted':
      return 'Stopped because its process was interrupted.';
    case 'revoked':
      return 'Stopped because the ledger granted no further steps.';
    default:
      return assertNever(reason);
  }
}
