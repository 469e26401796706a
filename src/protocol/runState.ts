// The life of a run as a tagged union, and the one function that moves it along.
import { assertNever } from '../base/errors';

/** Why a run ended before its last step. */
export type StopReason =
  /** A person asked for it: a request in the store. */
  | 'requested'
  /** The trainer process got SIGINT or SIGTERM. */
  | 'interrupted'
  /** The ledger granted no further steps: the claim was settled, used up or taken over. */
  | 'revoked'
  /** The ledger granted no further steps: its cap was lowered, and this was the last step that fits. */
  | 'limit'
  /** The ledger granted no further steps: nothing more is trained on the data set. */
  | 'retired';

/** Whether the ledger ended a run, rather than somebody or something that may have looked at it. */
export const isLedgersReason = (reason: StopReason): boolean => reason === 'revoked' || reason === 'limit' || reason === 'retired';

/** What a run that is launched or resumed does while others are active: wait for its turn, or train beside them. */
export type WhenBusy = 'queue' | 'beside';

/**
 * ```
 *                ┌─beside→ starting ─┐
 * created ─start─┤                   ├─started→ running ─finish→ finished
 *                └─queue→  queued ───┘
 *
 *        starting, queued, running ─requestStop→ stopping ─finish→ finished
 *        queued, running, stopping ─stop→ stopped
 *           whatever has not ended ─fail→ failed
 *                                  ─lose→ lost
 *            stopped, failed, lost ─resume→ starting or queued
 * ```
 */
export type RunState =
  /** Stored, not started: its claim may be reserved already. */
  | { readonly status: 'created' }
  /** The trainer process was asked for and has not reported yet. */
  | { readonly status: 'starting' }
  /** The trainer process waits until every run before it has ended; its budget is reserved, and it spends nothing. */
  | { readonly status: 'queued' }
  | { readonly status: 'running' }
  /** A stop was asked for; the trainer ends at the next step boundary. */
  | { readonly status: 'stopping' }
  /** Took its last step. */
  | { readonly status: 'finished' }
  | { readonly status: 'stopped'; readonly reason: StopReason }
  | { readonly status: 'failed'; readonly message: string }
  /** The process is gone without an end; what it was granted stays spent. */
  | { readonly status: 'lost' };

export type RunStatus = RunState['status'];

export type RunEvent =
  | { readonly type: 'start'; readonly whenBusy: WhenBusy }
  | { readonly type: 'started' }
  | { readonly type: 'requestStop' }
  | { readonly type: 'finish' }
  | { readonly type: 'stop'; readonly reason: StopReason }
  | { readonly type: 'fail'; readonly message: string }
  | { readonly type: 'lose' }
  | { readonly type: 'resume'; readonly whenBusy: WhenBusy };

const legal: Readonly<Record<RunEvent['type'], readonly RunStatus[]>> = {
  start: ['created'],
  // A stop that was asked for while the process came up stays asked for.
  started: ['starting', 'queued', 'stopping'],
  requestStop: ['starting', 'queued', 'running', 'stopping'],
  finish: ['running', 'stopping'],
  stop: ['queued', 'running', 'stopping'],
  fail: ['created', 'starting', 'queued', 'running', 'stopping'],
  lose: ['created', 'starting', 'queued', 'running', 'stopping'],
  resume: ['stopped', 'failed', 'lost'],
};

/** True while a trainer process exists or is about to: the states in which a run can get lost. */
export const isActive = (state: RunState): boolean => legal.lose.includes(state.status) && state.status !== 'created';

/** True for a run that ended early and can be taken up again. */
export const isResumable = (state: RunState): boolean => legal.resume.includes(state.status);

/** Says whether `transition` would take the event. */
export const accepts = (state: RunState, event: RunEvent['type']): boolean => legal[event].includes(state.status);

/**
 * The state after an event.
 * @throws Error when the event is illegal in this state: a defect of the caller, which should have asked {@link accepts}
 */
export function transition(state: RunState, event: RunEvent): RunState {
  if (!accepts(state, event.type)) throw new Error(`A run that is ${state.status} cannot ${event.type}.`);
  switch (event.type) {
    case 'start':
    case 'resume':
      return { status: event.whenBusy === 'queue' ? 'queued' : 'starting' };
    case 'started':
      return state.status === 'stopping' ? state : { status: 'running' };
    case 'requestStop':
      return { status: 'stopping' };
    case 'finish':
      return { status: 'finished' };
    case 'stop':
      return { status: 'stopped', reason: event.reason };
    case 'fail':
      return { status: 'failed', message: event.message };
    case 'lose':
      return { status: 'lost' };
    default:
      return assertNever(event);
  }
}
