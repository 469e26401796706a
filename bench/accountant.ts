// Speed of the accountants: a typical ε by privacy loss distribution, the same by Rényi, and a calibration of the noise.
import { calibrateNoiseMultiplier } from '../src/core/privacy/calibrate';
import { poissonSampledGaussian, selfComposition } from '../src/core/privacy/mechanism';
import { pldAccountant } from '../src/core/privacy/pld/pldAccountant';
import { renyiEpsilon } from '../src/core/privacy/rdp/rdpAccountant';
import { interleave, median } from './timing';

/** Milliseconds, medians. Every round asks for another number of steps, so that no cache can answer. */
export async function benchAccountant(): Promise<object> {
  let steps = 1315;
  const mechanism = () => selfComposition(poissonSampledGaussian({ noiseMultiplier: 0.7, samplingRate: 0.015 }), steps++);
  const times = await interleave(
    {
      pldEpsilon: () => void pldAccountant.epsilon(mechanism(), 1e-5),
      renyiEpsilon: () => void renyiEpsilon(mechanism(), 1e-5),
      calibration: () => void calibrateNoiseMultiplier(pldAccountant, { epsilon: 8, delta: 1e-5, samplingRate: 0.015, steps: steps++ }),
    },
    9,
  );
  return { milliseconds: Object.fromEntries(Object.entries(times).map(([name, each]) => [name, Math.round(10 * median(each)) / 10])) };
}
