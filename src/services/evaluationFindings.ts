// Notes on what no ε covers: accuracy on private test records, and choosing a checkpoint or a run by it.
import type { RunConfig } from '../core/config/runFile';
import type { Store } from '../store/store';
import { setting, type Finding, type Fix } from './findings';
import type { DataIdentity } from './ledger/ledger';
import { proposedEvaluationNoise } from './proposals';

type NoteCode = Extract<Finding['code'], 'privateEvaluation' | 'uncoveredChoice'>;

const note = (code: NoteCode, path: Finding['path'], message: string, fixes: readonly Fix[] = []): Finding => ({ severity: 'note', code, path, message, fixes });

/**
 * For private data only: what is public already needs no cover. Where the run releases its accuracy under noise, only the choice of an
 * earlier checkpoint is left without cover, because what is released is the accuracy after the last step.
 */
export function evaluationFindings({ data, privacy, training }: RunConfig): Finding[] {
  if ('builtIn' in data || data.declared === 'publicDemonstration') return [];
  const evaluation =
    'Accuracy on these test records is measured without noise, and they are as private as the others. So it stays on this machine, out of exports and statements, ' +
    'and ε does not cover what is decided by it. Accuracy that is released under noise may be published.';
  const choice =
    'ε covers every checkpoint of the run. It does not cover choosing one of them by accuracy on private records, which is measured without noise. Taking the last one tells nothing.';
  return [
    ...(privacy.evaluation === undefined ? [note('privateEvaluation', ['data', 'testShare'], evaluation, [releasedAccuracy])] : []),
    ...(training.checkpointEverySteps === undefined ? [] : [note('uncoveredChoice', ['training', 'checkpointEverySteps'], choice)]),
  ];
}

/** A proposal, and called so: it has a charge of its own. */
const releasedAccuracy: Fix = {
  title: `Release the accuracy under noise, with noise multiplier ${proposedEvaluationNoise}, a value to start from; it is charged`,
  edits: [setting(['privacy', 'evaluation'], { noiseMultiplier: proposedEvaluationNoise })],
};

/** Where earlier runs have trained on the same private data, somebody will want the best of them. */
export async function choiceFindings(store: Store, { privacy }: Pick<RunConfig, 'privacy'>, { digest, declared }: DataIdentity): Promise<Finding[]> {
  if (declared !== 'private' || privacy.evaluation !== undefined) return [];
  const ledger = await store.ledger.dataSets.ledgerOf(digest);
  if (ledger === undefined || (await store.ledger.claims.list(ledger.digest)).length === 0) return [];
  const message =
    'Other runs have trained on this data. The ledger charges all of them, so all their models together are covered; choosing the best one by accuracy on ' +
    'private records is not, because that accuracy is measured without noise.';
  return [note('uncoveredChoice', ['data'], message)];
}
