// Sensitive values stay out of whatever is exported.
import { describe, expect, it, expectTypeOf } from 'vitest';
import { exportable, labelled, revealed, type Exportable, type Labelled } from '../../src/protocol/labelled';

describe('labelled values', () => {
  it.each(['public', 'released', 'sensitive'] as const)('that are %s can be revealed', (sensitivity) => {
    expect(revealed(labelled(sensitivity, 0.25))).toBe(0.25);
  });

  it('that are sensitive cannot pass for plain ones', () => {
    type Sensitive = Extract<Labelled<number>, { sensitivity: 'sensitive' }>;
    expectTypeOf<Sensitive['value']>().not.toExtend<number>();
  });
});

describe('exportable', () => {
  const row = {
    name: 'run',
    metrics: labelled('sensitive', { accuracy: 0.9 }),
    epsilon: labelled('released', 3),
    nested: { loss: labelled('sensitive', 0.25), step: 7 },
    list: [labelled('public', 1), labelled('sensitive', 2)],
    values: Float64Array.of(1, 2),
  };

  it('leaves out what is sensitive, at any depth, and keeps the rest', () => {
    expect(exportable(row)).toEqual({
      name: 'run',
      epsilon: { sensitivity: 'released', value: 3 },
      nested: { step: 7 },
      list: [{ sensitivity: 'public', value: 1 }],
      values: Float64Array.of(1, 2),
    });
  });

  it('changes nothing in the original', () => {
    exportable(row);
    expect(revealed(row.metrics)).toEqual({ accuracy: 0.9 });
  });

  it('has no sensitive member by type', () => {
    expectTypeOf<Exportable<{ loss: Labelled<number> }>['loss']>().toEqualTypeOf<
      { readonly sensitivity: 'public' | 'released'; readonly value: number } | undefined
    >();
  });
});
