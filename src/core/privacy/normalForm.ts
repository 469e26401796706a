// Every mechanism as a run-length list of Poisson-sampled Gaussians: the one form that the accountants work on.
import { assertNever, badInput } from '../../base/errors';
import { isNonPrivate, jointNoiseMultiplier, type Mechanism } from './mechanism';

/** `count` steps of the Poisson-sampled Gaussian; samplingRate 1 is the plain Gaussian. */
export interface Component {
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
  readonly count: number;
}

/**
 * Reduces a mechanism to its components; composition does not depend on the order (Zhu et al. 2022, Theorem 10).
 * Equal components are merged. All plain Gaussians together become one, first in the list, by {@link jointNoiseMultiplier},
 * which is exact. Empty when nothing is released; 'nonPrivate' when some part has no guarantee.
 * @throws badInput when a count is beyond 2⁵³
 */
export function normalForm(mechanism: Mechanism): readonly Component[] | 'nonPrivate' {
  if (isNonPrivate(mechanism)) return 'nonPrivate';
  const plain: number[] = [];
  const sampled = new Map<string, Component>();
  for (const { noiseMultiplier, samplingRate, count } of leaves(mechanism, 1)) {
    if (samplingRate === 1) {
      plain.push(noiseMultiplier / Math.sqrt(count));
    } else {
      const key = `${noiseMultiplier} ${samplingRate}`;
      const before = sampled.get(key)?.count ?? 0;
      sampled.set(key, { noiseMultiplier, samplingRate, count: checkedCount(before + count) });
    }
  }
  const merged = plain.length > 0 ? [{ noiseMultiplier: jointNoiseMultiplier(plain), samplingRate: 1, count: 1 }] : [];
  return [...merged, ...sampled.values()];
}

function leaves(mechanism: Mechanism, count: number): readonly Component[] {
  if (count === 0) return [];
  switch (mechanism.type) {
    case 'gaussian':
      return [{ noiseMultiplier: mechanism.noiseMultiplier, samplingRate: 1, count }];
    case 'poissonSampledGaussian':
      return [{ noiseMultiplier: mechanism.noiseMultiplier, samplingRate: mechanism.samplingRate, count }];
    case 'jointGaussians': {
      if (mechanism.noiseMultipliers.length === 0) return [];
      return [{ noiseMultiplier: jointNoiseMultiplier(mechanism.noiseMultipliers), samplingRate: mechanism.samplingRate, count }];
    }
    case 'composition':
      return mechanism.mechanisms.flatMap((part) => leaves(part, count));
    case 'selfComposition':
      return leaves(mechanism.mechanism, checkedCount(count * mechanism.count));
    case 'nonPrivate':
      return [];
    default:
      return assertNever(mechanism);
  }
}

function checkedCount(count: number): number {
  if (!Number.isSafeInteger(count)) throw badInput(`The mechanism has ${count} steps, more than can be counted exactly (2⁵³).`);
  return count;
}
