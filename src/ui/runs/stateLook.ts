// How each state of a run looks and reads.
import { assertNever } from '../../base/errors';
import type { RunState, StopReason } from '../../protocol/runState';
import type { Translate } from '../translate';
import type { TreeIcon } from '../tree/treeNode';

export function stateIcon(state: RunState): TreeIcon {
  switch (state.status) {
    case 'created':
      return { id: 'circle-outline' };
    case 'starting':
      return { id: 'loading~spin' };
    case 'queued':
      return { id: 'clock' };
    case 'running':
      return { id: 'sync~spin', colour: 'charts.blue' };
    case 'stopping':
      return { id: 'debug-stop', colour: 'charts.yellow' };
    case 'finished':
      return { id: 'pass', colour: 'testing.iconPassed' };
    case 'stopped':
      return { id: 'stop-circle' };
    case 'failed':
      return { id: 'error', colour: 'testing.iconFailed' };
    case 'lost':
      return { id: 'warning', colour: 'list.warningForeground' };
    default:
      return assertNever(state);
  }
}

/** The state in a few words, with the reason where there is one. */
export function stateText(state: RunState, t: Translate): string {
  switch (state.status) {
    case 'created':
      return t('created');
    case 'starting':
      return t('starting');
    case 'queued':
      return t('queued: waits until the runs before it have ended');
    case 'running':
      return t('running');
    case 'stopping':
      return t('stopping at the next step');
    case 'finished':
      return t('finished');
    case 'stopped':
      return stopText(state.reason, t);
    case 'failed':
      return t('failed: {0}', state.message);
    case 'lost':
      return t('lost: its process is gone, what it spent is kept');
    default:
      return assertNever(state);
  }
}

function stopText(reason: StopReason, t: Translate): string {
  switch (reason) {
    case 'requested':
    case 'interrupted':
      return t('stopped early');
    case 'revoked':
      return t('stopped: the ledger granted no further steps');
    case 'limit':
      return t('stopped at the last step that fits under the cap');
    case 'retired':
      return t('stopped: the data set was retired');
    default:
      return assertNever(reason);
  }
}
