// Mechanisms as people read them, in one line.
import { assertNever } from '../../base/errors';
import { grouped, significant } from '../../base/numberText';
import type { Mechanism } from './mechanism';

/** `1,000 × Gaussian (noise multiplier 1.1) on a Poisson sample (rate 0.01)`; parts of a composition are joined by `+`. */
export function mechanismText(mechanism: Mechanism): string {
  switch (mechanism.type) {
    case 'gaussian':
      return `Gaussian (noise multiplier ${significant(mechanism.noiseMultiplier)})`;
    case 'poissonSampledGaussian':
      return `Gaussian (noise multiplier ${significant(mechanism.noiseMultiplier)}) on a Poisson sample (rate ${significant(mechanism.samplingRate)})`;
    case 'jointGaussians':
      return `Gaussians (noise multipliers ${mechanism.noiseMultipliers.map((z) => significant(z)).join(', ')}) on one Poisson sample (rate ${significant(mechanism.samplingRate)})`;
    case 'composition':
      return mechanism.mechanisms.map(mechanismText).join(' + ');
    case 'selfComposition':
      return `${grouped(mechanism.count)} × ${mechanismText(mechanism.mechanism)}`;
    case 'nonPrivate':
      return 'no noise';
    default:
      return assertNever(mechanism);
  }
}
