// Reads the golden cases of other libraries, and turns their parameters into mechanisms.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composition, gaussian, poissonSampledGaussian, selfComposition, type Mechanism } from '../../../src/core/privacy/mechanism';

export interface SampledParameters {
  readonly noise_multiplier: number;
  readonly sampling_probability: number;
  readonly steps: number;
}

interface Tolerance {
  readonly rel?: number;
  readonly abs?: number;
}

/** Cases of one file under test/golden/accounting; the caller names the members it reads. */
export const goldenCases = <T>(file: string): (T & { readonly id: string; readonly tolerance: Tolerance })[] =>
  JSON.parse(readFileSync(join(__dirname, '../../golden/accounting', `${file}.json`), 'utf8')) as (T & { id: string; tolerance: Tolerance })[];

/** By how much a result may differ from `expected`. */
export const allowance = (expected: number, { rel = 0, abs = 0 }: Tolerance): number => Math.max(rel * expected, abs);

export const sampledSteps = ({ noise_multiplier: noiseMultiplier, sampling_probability: samplingRate, steps }: SampledParameters): Mechanism =>
  selfComposition(poissonSampledGaussian({ noiseMultiplier, samplingRate }), steps);

export type GoldenRun = readonly ['poisson_gaussian', number, number, number] | readonly ['gaussian', number, number];

export const composedRuns = (runs: readonly GoldenRun[]): Mechanism =>
  composition(
    runs.map((run) =>
      run[0] === 'gaussian'
        ? selfComposition(gaussian({ noiseMultiplier: run[1] }), run[2])
        : sampledSteps({ noise_multiplier: run[1], sampling_probability: run[2], steps: run[3] }),
    ),
  );
