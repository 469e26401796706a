// The JSON form of mechanisms: what is written is read back, and what is wrong is named.
import { describe, expect, it } from 'vitest';
import {
  composition,
  gaussian,
  jointGaussians,
  nonPrivate,
  poissonSampledGaussian,
  selfComposition,
} from '../../../src/core/privacy/mechanism';
import { mechanismToJson, parseMechanism } from '../../../src/core/privacy/mechanismJson';

describe('parseMechanism', () => {
  it('reads back every kind that mechanismToJson writes', () => {
    const every = composition([
      gaussian({ noiseMultiplier: 5 }),
      selfComposition(poissonSampledGaussian({ noiseMultiplier: 1.1, samplingRate: 0.01 }), 1000),
      jointGaussians({ noiseMultipliers: [1, 10], samplingRate: 0.5 }),
      selfComposition(composition([nonPrivate, composition([])]), 0),
    ]);
    const written = JSON.parse(JSON.stringify(mechanismToJson(every))) as unknown;
    expect(parseMechanism(written)).toEqual(every);
  });

  it('reads a list as a composition, and steps as a self-composition', () => {
    const list = [
      { type: 'poissonSampledGaussian', noiseMultiplier: 1.1, samplingRate: 0.01, steps: 1000 },
      { type: 'gaussian', noiseMultiplier: 5 },
    ];
    expect(parseMechanism(list)).toEqual(
      composition([selfComposition(poissonSampledGaussian({ noiseMultiplier: 1.1, samplingRate: 0.01 }), 1000), gaussian({ noiseMultiplier: 5 })]),
    );
  });

  it('gives frozen mechanisms', () => {
    const read = parseMechanism({ type: 'jointGaussians', noiseMultipliers: [1], samplingRate: 1 });
    expect(Object.isFrozen(read)).toBe(true);
  });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['an unknown member', { type: 'gaussian', noiseMultiplier: 1, sigma: 2 }, /sigma/],
    ['an unknown kind', { type: 'laplace', scale: 1 }, /type/],
    ['a missing parameter', { type: 'poissonSampledGaussian', noiseMultiplier: 1 }, /samplingRate/],
    ['a parameter out of range', [{ type: 'gaussian', noiseMultiplier: 0 }], /0\.noiseMultiplier/],
    ['a broken number of steps', { type: 'gaussian', noiseMultiplier: 1, steps: 1.5 }, /steps/],
    ['a fault deep inside', { type: 'composition', mechanisms: [{ type: 'gaussian', noiseMultiplier: -1 }] }, /mechanisms\.0\.noiseMultiplier/],
    ['something else than a mechanism', 'gaussian', /not a valid mechanism/],
  ];

  it.each(wrong)('refuses %s, saying where', (_, value, message) => {
    expect(() => parseMechanism(value, 'ledger.json')).toThrow(message);
    expect(() => parseMechanism(value, 'ledger.json')).toThrow(/ledger\.json/);
  });
});
