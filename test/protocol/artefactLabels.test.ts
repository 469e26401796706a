// How far artefacts may travel, by whose data they come from and whether there is noise.
import { describe, expect, it } from 'vitest';
import { artefactInRun, artefactLabels, artefactWithoutNoise, type ArtefactName } from '../../src/protocol/artefactLabels';
import type { DataDeclaration } from '../../src/protocol/run';

const run = (declared: DataDeclaration, noiseMultiplier: number) => ({ data: { declared }, plan: { noiseMultiplier } });
const names = Object.keys(artefactLabels) as ArtefactName[];

describe('the label of an artefact', () => {
  it('on private data under noise is the one of the list', () => {
    for (const name of names) expect(artefactInRun(name, run('private', 1)), name).toBe(artefactLabels[name].label);
  });

  it('without noise, models and audits of private data are as sensitive as the records; the released accuracy has noise of its own', () => {
    const [checkpoint, audit, releasedAccuracy] = (['checkpoint', 'audit', 'releasedAccuracy'] as const).map((name) => artefactInRun(name, run('private', 0)));
    expect({ checkpoint, audit, releasedAccuracy }).toEqual({ checkpoint: 'sensitive', audit: 'sensitive', releasedAccuracy: 'released' });
  });

  it('checks of gradients are sensitive on private records and public on a demonstration', () => {
    for (const name of ['exactness', 'twoWorlds'] as const) {
      expect(artefactWithoutNoise(name, 'private'), name).toBe('sensitive');
      expect(artefactWithoutNoise(name, 'publicDemonstration'), name).toBe('public');
    }
  });
});
