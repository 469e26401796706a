// Questions about ε and noise, against values of other accountants.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guaranteeJson } from '../../src/services/guaranteeJson';
import { calibrate, guarantee, readMechanisms, stepsMechanism } from '../../src/services/privacy';
import { temporaryDirectory } from '../store/temporary';

async function mechanisms(content: unknown): Promise<string> {
  const path = join(await temporaryDirectory(), 'mechanisms.json');
  await writeFile(path, JSON.stringify(content));
  return path;
}

describe('ε', () => {
  // dp_accounting's PLD accountant: 1.8282 for one run, 2.3031 for both.
  it('of sampled steps', () => {
    const { epsilon } = guarantee(stepsMechanism({ noiseMultiplier: 1, samplingRate: 0.01, steps: 1000 }), 1e-5);
    expect(epsilon.pld).toBeCloseTo(1.8282, 3);
    expect(epsilon.rdp).toBeGreaterThan(epsilon.pld);
  });

  it('of a file of mechanisms', async () => {
    const path = await mechanisms([
      { type: 'poissonSampledGaussian', noiseMultiplier: 1, samplingRate: 0.01, steps: 1000 },
      { type: 'poissonSampledGaussian', noiseMultiplier: 1.5, samplingRate: 0.02, steps: 500 },
    ]);
    expect(guarantee(await readMechanisms(path), 1e-5).epsilon.pld).toBeCloseTo(2.3031, 3);
  });

  it('is written with δ, unit, relation and accountant, and infinity as "inf"', async () => {
    const json = guaranteeJson(guarantee(await readMechanisms(await mechanisms({ type: 'nonPrivate' })), 1e-5));
    expect(json).toMatchObject({ pld: { epsilon: 'inf' }, rdp: { epsilon: 'inf' }, delta: 1e-5, unit: 'record', neighbouringRelation: 'addOrRemoveOne' });
  });

  it('of a file with an unknown mechanism is an error that names the file', async () => {
    await expect(mechanisms([{ type: 'laplace', scale: 1 }]).then(readMechanisms)).rejects.toThrow(/mechanisms\.json is not a valid mechanism/);
  });
});

describe('calibration', () => {
  it('meets its target, and hardly more', () => {
    const target = { epsilon: 3, delta: 1e-4, samplingRate: 0.126, steps: 40 };
    const { noiseMultiplier, guarantee: reached } = calibrate(target);
    expect(reached.epsilon.pld).toBeLessThanOrEqual(3);
    const less = stepsMechanism({ ...target, noiseMultiplier: noiseMultiplier * 0.999 });
    expect(guarantee(less, target.delta).epsilon.pld).toBeGreaterThan(3);
  });
});
