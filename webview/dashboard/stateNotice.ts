// What there is to say about the state of a run: what is going on, and what can be done about it.
import { assertNever } from '../../src/base/errors';
import type { DashboardRun } from '../../src/protocol/dashboard';
import type { StopReason } from '../../src/protocol/runState';
import { t } from '../shared/translate';

export interface Notice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** Undefined where the label of the state says it all. */
export function stateNotice({ state, resumable }: Pick<DashboardRun, 'state' | 'resumable'>): Notice | undefined {
  const resume = resumable ? ` ${t('Resume takes the run up at its last checkpoint.')}` : '';
  switch (state.status) {
    case 'created':
      return { tone: 'info', text: t('Not started yet. Its share of the privacy budget may be reserved already.') };
    case 'queued':
      return { tone: 'info', text: t('Waits for the runs before it; starts by itself. Its share of the privacy budget is reserved already.') };
    case 'starting':
      return { tone: 'info', text: t('The trainer process is starting; the first step follows in a moment.') };
    case 'running':
      return undefined;
    case 'stopping':
      return { tone: 'info', text: t('Ends at the next step. What was charged stays charged; the steps not taken are given back.') };
    case 'finished':
      return undefined;
    case 'stopped':
      return { tone: 'info', text: `${stopText(state.reason)}${resume}` };
    case 'failed':
      return { tone: 'error', text: `${t('{0} The log tells more. What was charged stays charged.', state.message)}${resume}` };
    case 'lost':
      return {
        tone: 'warning',
        text: `${t('The trainer process is gone without saying why: it was killed, or the machine was restarted. All steps that it was granted stay charged, taken or not.')}${resume}`,
      };
    default:
      return assertNever(state);
  }
}

function stopText(reason: StopReason): string {
  switch (reason) {
    case 'requested':
      return t('Stopped on request.');
    case 'interrupted':
      return t('Stopped because its process was interrupted.');
    case 'revoked':
      return t('Stopped because the ledger granted no further steps.');
    case 'limit':
      return t('Stopped at the last step that fits: the cap of the data set was lowered.');
    case 'retired':
      return t('Stopped because the data set was retired.');
    default:
      return assertNever(reason);
  }
}
