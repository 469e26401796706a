// The state of a run in a word.
import { assertNever } from '../../src/base/errors';
import type { RunState } from '../../src/protocol/runState';
import { t } from './translate';

export function stateLabel({ status }: Pick<RunState, 'status'>): string {
  switch (status) {
    case 'created':
      return t('created');
    case 'queued':
      return t('queued');
    case 'starting':
      return t('starting');
    case 'running':
      return t('running');
    case 'stopping':
      return t('stopping');
    case 'finished':
      return t('finished');
    case 'stopped':
      return t('stopped');
    case 'failed':
      return t('failed');
    case 'lost':
      return t('lost');
    default:
      return assertNever(status);
  }
}
