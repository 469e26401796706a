// Questions about privacy parameters that need no store: ε of a mechanism, and the noise for a target ε.
import { calibrateNoiseMultiplier } from '../core/privacy/calibrate';
import { guaranteeOf, type Guarantee } from '../core/privacy/guarantee';
import { meaning } from '../core/privacy/guaranteeText';
import { poissonSampledGaussian, selfComposition, type Mechanism } from '../core/privacy/mechanism';
import { parseMechanism } from '../core/privacy/mechanismJson';
import { pldAccountant } from '../core/privacy/pld/pldAccountant';
import { readJsonFile } from './jsonFile';

/** Steps of private training, in the numbers that people have at hand. */
export interface SampledSteps {
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
  readonly steps: number;
}

export const stepsMechanism = ({ noiseMultiplier, samplingRate, steps }: SampledSteps): Mechanism =>
  selfComposition(poissonSampledGaussian({ noiseMultiplier, samplingRate }), steps);

/** The composition of the mechanisms that a JSON file lists. */
export const readMechanisms = async (path: string): Promise<Mechanism> => parseMechanism(await readJsonFile(path), path);

/** ε of a mechanism at δ, by both accountants, for whatever one term of it is about: said as a record. */
export const guarantee = (mechanism: Mechanism, delta: number): Guarantee => guaranteeOf(mechanism, delta, meaning.unit);

/**
 * The smallest noise multiplier that meets the target, rounded up, and what it guarantees.
 * @throws badInput when none does
 */
export function calibrate(target: { epsilon: number; delta: number; samplingRate: number; steps: number }): { noiseMultiplier: number; guarantee: Guarantee } {
  const noiseMultiplier = calibrateNoiseMultiplier(pldAccountant, target);
  return { noiseMultiplier, guarantee: guarantee(stepsMechanism({ ...target, noiseMultiplier }), target.delta) };
}
