// Configuration differences: what differs is listed, what does not is left out.
import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/core/config/differences';
import { parseRunFile, type RunConfig } from '../../../src/core/config/runFile';

const file = {
  name: 'one',
  data: { builtIn: 'spam-assassin', maxTokens: 64 },
  model: { preset: 'tiny' },
  privacy: {
    unit: 'record',
    neighbouringRelation: 'addOrRemoveOne',
    epsilon: 4,
    delta: 1e-4,
    clipNorm: 1,
    publicSize: 4000,
    expectedBatchSize: 256,
    epochs: 2,
  },
  training: { optimizer: { name: 'adam' }, learningRate: 0.01 },
};

/** The configuration with some sections of the file replaced. */
const config = (sections: object = {}): RunConfig => parseRunFile({ ...file, ...sections }, 'test');

describe('differences', () => {
  it('lists members that differ with the value of each configuration, in their order', () => {
    const a = config();
    const b = config({ training: { ...file.training, learningRate: 0.02 } });
    expect(differences([a, b, a])).toEqual([{ path: 'training.learningRate', values: [0.01, 0.02, 0.01] }]);
  });

  it('a member that only some configurations have is a difference', () => {
    const { epsilon: _, ...privacy } = file.privacy;
    const b = config({ privacy: { ...privacy, noiseMultiplier: 1.1 } });
    expect(differences([config(), b])).toEqual([
      { path: 'privacy.epsilon', values: [4, undefined] },
      { path: 'privacy.noiseMultiplier', values: [undefined, 1.1] },
    ]);
  });

  it('lists are compared as wholes, in their order', () => {
    const data = { path: 'a.csv', text: 't', label: 'l', declared: 'private', testShare: 0.2, maxTokens: 64 };
    const a = config({ data: { ...data, labels: ['no', 'yes'] } });
    const b = config({ data: { ...data, labels: ['yes', 'no'] } });
    expect(differences([a, b])).toEqual([{ path: 'data.labels', values: [['no', 'yes'], ['yes', 'no']] }]);
    expect(differences([a, config({ data: { ...data, labels: ['no', 'yes'] } })])).toEqual([]);
  });

  it('the name is no difference', () => expect(differences([config(), config({ name: 'two' })])).toEqual([]));

  it('fewer than two configurations differ in nothing', () => {
    expect(differences([])).toEqual([]);
    expect(differences([config()])).toEqual([]);
  });
});
