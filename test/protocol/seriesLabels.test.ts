// How far figures may travel, by whose data they come from and whether there is noise.
import { describe, expect, it } from 'vitest';
import { labelInRun } from '../../src/protocol/seriesLabels';
import type { DataDeclaration } from '../../src/protocol/run';

const run = (declared: DataDeclaration, noiseMultiplier: number) => ({ data: { declared }, plan: { noiseMultiplier } });

describe('the label of a figure in a run', () => {
  it.each([
    { declared: 'private', noise: 1, labels: ['public', 'released', 'sensitive'] },
    { declared: 'publicDemonstration', noise: 1, labels: ['public', 'released', 'public'] },
    { declared: 'publicDemonstration', noise: 0, labels: ['public', 'public', 'public'] },
    // Refused today; if it ever is let through, nothing that the model tells has a guarantee.
    { declared: 'private', noise: 0, labels: ['public', 'sensitive', 'sensitive'] },
  ] as const)('on $declared data with noise multiplier $noise', ({ declared, noise, labels }) => {
    expect((['public', 'released', 'sensitive'] as const).map((label) => labelInRun(label, run(declared, noise)))).toEqual(labels);
  });
});
