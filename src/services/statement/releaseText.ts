// What a statement says of figures that were released beside the model: within the steps, and on the test records after them.
import { significant } from '../../base/numberText';
import type { TrainingPlan } from '../../core/plan';
import { accuracyText, countSensitivity } from '../../core/privacy/noisyAccuracy';
import { noiseFactor, type ReleaseShares } from '../../core/privacy/jointRelease';
import { revealed } from '../../protocol/labelled';
import type { Run } from '../../protocol/run';

/** A paragraph for each release; none where nothing else was released. */
export const releaseParagraphs = (run: Pick<Run, 'plan' | 'result'>): string[] => [...stepParagraphs(run.plan), ...evaluationParagraphs(run)];

function evaluationParagraphs({ plan: { evaluation, guarantee }, result }: Pick<Run, 'plan' | 'result'>): string[] {
  if (evaluation === undefined) return [];
  const deviation = significant(evaluation.noiseMultiplier * countSensitivity(guarantee.unit));
  const how =
    `After the last step, the numbers of test records that the model classifies correctly and incorrectly are released under independent Gaussian noise of standard deviation ${deviation} each: ` +
    `one unit changes them by at most ${countSensitivity(guarantee.unit)} (L2), so this is a Gaussian mechanism of noise multiplier ${significant(evaluation.noiseMultiplier)}. ` +
    'It is charged to the ledger of the same data and counts toward the stated guarantee, although no test record was trained on.';
  if (result?.releasedAccuracy === undefined) return [`${how} It was not released so far.`];
  return [`${how} Released accuracy: **${accuracyText(revealed(result.releasedAccuracy))}**, an interval that counts the noise and the number of records. It may be published.`];
}

function stepParagraphs({ release, noiseMultiplier }: TrainingPlan): string[] {
  const figures = release === undefined ? [] : namesOf(release);
  if (release === undefined || figures.length === 0 || noiseMultiplier === 0) return [];
  return [
    `Beside the sum, each step releases ${figures.join(' and ')}, as parts of the same Gaussian mechanism: for it, all noise is ` +
      `${significant(noiseFactor(release))} times as large as said above, so that everything together has the stated noise multiplier. ` +
      'The guarantee covers these figures as it covers the model, and they may be published.',
  ];
}

const namesOf = ({ routingLoad, clippedShare }: ReleaseShares): string[] => [
  ...(routingLoad === undefined ? [] : [`the routing load of the experts (ρ = ${significant(routingLoad)})`]),
  ...(clippedShare === undefined ? [] : [`the share of clipped records (ρ = ${significant(clippedShare)})`]),
];
