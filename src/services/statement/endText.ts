// Why a run ended, as statements say it.
import { assertNever } from '../../base/errors';
import type { ClaimEnd } from '../../protocol/ledger';

/** A clause, such as `somebody asked it to stop`. */
export function endText(end: ClaimEnd): string {
  switch (end) {
    case 'finished':
      return 'it took its last step';
    case 'requested':
      return 'somebody asked it to stop';
    case 'interrupted':
      return 'its process was interrupted';
    case 'revoked':
      return 'the ledger granted no further steps';
    case 'limit':
      return 'the cap of the data set was reached';
    case 'retired':
      return 'the data set was retired';
    case 'failed':
      return 'an error ended it';
    case 'lost':
      return 'its process was gone without a word';
    case 'killed':
      return 'its process was killed after somebody had asked it to stop';
    case 'settled':
      return 'why is not on record';
    default:
      return assertNever(end);
  }
}
