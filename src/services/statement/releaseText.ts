// What a statement says of figures that were released beside the gradients.
import { significant } from '../../base/numberText';
import type { TrainingPlan } from '../../core/plan';
import { noiseFactor, type ReleaseShares } from '../../core/privacy/jointRelease';

/** One paragraph; none where nothing else was released. */
export function releaseParagraphs({ release, noiseMultiplier }: TrainingPlan): string[] {
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
