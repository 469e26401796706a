// What a run came to on its test split: un-noised figures, and the accuracy that is released under noise after it was charged.
import { countSensitivity, releaseAccuracy, type ReleasedAccuracy } from '../core/privacy/noisyAccuracy';
import type { RandomSource } from '../core/random';
import { boxMuller } from '../engine/dp/noise';
import type { Evaluation } from '../engine/evaluate';
import type { Claim } from '../protocol/ledger';
import type { Run } from '../protocol/run';
import type { Store } from '../store/store';
import { note } from './journal';

/**
 * Charges the release of the accuracy that a run plans, before anything of it is computed.
 * @returns whether it may be released: false where none is planned, or it was charged before, since then it may have been seen already
 */
export async function chargeEvaluation(store: Store, run: Run, claim: Claim): Promise<boolean> {
  if (run.plan.evaluation === undefined) return false;
  const charged = await store.ledger.claims.chargeEvaluation(claim);
  note(charged ? 'Charged the release of the accuracy on the test split.' : 'The accuracy is not released: the ledger allows that once, in an attempt that still may spend.');
  return charged;
}

/**
 * The accuracy of a charged release.
 * @param random of its own: its key may serve for nothing else
 * @throws Error for a plan without a release
 */
export function noisyAccuracy({ plan }: Pick<Run, 'plan'>, { correct, records }: Evaluation, random: RandomSource): ReleasedAccuracy {
  if (plan.evaluation === undefined) throw new Error('This run plans no release of its accuracy.');
  const noise = new Float64Array(2);
  boxMuller(noise, random);
  const deviation = plan.evaluation.noiseMultiplier * countSensitivity(plan.guarantee.unit);
  return releaseAccuracy({ correct, incorrect: records - correct }, [noise[0], noise[1]], deviation);
}

/**
 * Figures without noise: as sensitive as the records.
 * @param recordsOverBound how many records of both splits were left out by the bound on units; undefined where a record is a unit
 */
export function metricsOf({ accuracy, auc, loss, records, expertShare }: Evaluation, recordsOverBound: number | undefined): Record<string, number> {
  const shares = expertShare.flat();
  return {
    accuracy,
    ...(auc === null ? {} : { auc }),
    loss,
    testRecords: records,
    ...(shares.length === 0 ? {} : { smallestExpertShare: Math.min(...shares) }),
    ...(recordsOverBound === undefined ? {} : { recordsOverBound }),
  };
}
