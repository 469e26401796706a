// Figures of a result by name, each under its own label.
import { describe, expect, it } from 'vitest';
import { figureNames, figureOf } from '../../src/protocol/figures';
import { labelled } from '../../src/protocol/labelled';

const metrics = labelled('sensitive', { accuracy: 0.9, loss: 0.2 });
const releasedAccuracy = labelled('released', { correct: 88, incorrect: 13, value: 0.87, low: 0.8, high: 0.93 });

describe('the figures of a result', () => {
  it('are named with the released one first', () => expect(figureNames({ metrics, releasedAccuracy })).toEqual(['releasedAccuracy', 'accuracy', 'loss']));

  it('have each their own label', () => {
    expect(figureOf({ metrics, releasedAccuracy }, 'releasedAccuracy')).toEqual(labelled('released', 0.87));
    expect(figureOf({ metrics, releasedAccuracy }, 'accuracy')).toEqual(labelled('sensitive', 0.9));
  });

  it('are missing where there are none', () => {
    expect(figureNames({})).toEqual([]);
    expect(figureOf({ metrics }, 'releasedAccuracy')).toBeUndefined();
    expect(figureOf({ metrics }, 'auc')).toBeUndefined();
    expect(figureOf({}, 'accuracy')).toBeUndefined();
  });
});
