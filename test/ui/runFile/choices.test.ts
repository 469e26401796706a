// The run file that the answers to the questions make: whose records it protects.
import { describe, expect, it } from 'vitest';
import { freeColumns, runFileOf, type Choices } from '../../../src/ui/runFile/newRunFile/choices';

const preview = { columns: ['id', 'text', 'label', 'patient'], rows: [] };
const choices: Choices = {
  source: { type: 'file', path: '/data/notes.csv', preview },
  text: 'text',
  label: 'label',
  labels: ['a', 'b'],
  declared: 'private',
  publicSize: 400,
  preset: 'tiny',
  epsilon: 3,
  delta: 1e-5,
};

describe('the unit of a new run file', () => {
  it('is the record where nobody can have several, or nothing in the file could tell whose they are', () => {
    expect(runFileOf(choices, 'new').unit).toBe('record');
    expect(runFileOf({ ...choices, severalRecords: false }, 'new').unit).toBe('record');
    expect(runFileOf({ ...choices, source: { type: 'builtIn' } }, 'new').unit).toBe('record');
  });

  it('is the column with its bound where one person can have several, and neither is made up', () => {
    expect(runFileOf({ ...choices, severalRecords: true, unitColumn: 'patient', maxRecords: 10 }, 'new').unit).toEqual({ column: 'patient', maxRecords: 10 });
    expect(() => runFileOf({ ...choices, severalRecords: true, unitColumn: 'patient' }, 'new')).toThrow('passed over');
    expect(() => runFileOf({ ...choices, severalRecords: true, maxRecords: 10 }, 'new')).toThrow('passed over');
  });

  it('is the record again for somebody who goes back and says so', () => {
    expect(runFileOf({ ...choices, severalRecords: false, unitColumn: 'patient', maxRecords: 10 }, 'new').unit).toBe('record');
  });

  it('can be any column but those of text and label; the built-in data has none', () => {
    expect(freeColumns(choices)).toEqual(['id', 'patient']);
    expect(freeColumns({ ...choices, source: { type: 'builtIn' } })).toEqual([]);
  });
});
