// Numbers, tables and lists of facts.
import { describe, expect, it } from 'vitest';
import { age, compact, duration, gibibytes, grouped, significant } from '../../../src/base/numberText';
import { facts, table } from '../../../src/cli/render/table';

describe('duration', () => {
  it.each([
    [0, '0.0 s'],
    [7.25, '7.3 s'],
    [48.4, '48 s'],
    [59.9, '1 min 0 s'],
    [192, '3 min 12 s'],
    [7500, '2 h 5 min'],
    [200_000, '2 d'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('age', () => {
  it.each([
    [10, 'just now'],
    [300, '5 min ago'],
    [7300, '2 h ago'],
    [180_000, '2 d ago'],
  ])('%d seconds ago is %s', (seconds, text) => {
    expect(age(1_000_000, 1_000_000 + 1000 * seconds)).toBe(text);
  });
});

describe('other numbers', () => {
  it('are short and keep what matters', () => {
    expect([640, 12_345, 999_600, 1_250_000].map(compact)).toEqual(['640', '12.3k', '1M', '1.25M']);
    expect([0.12613, 1.3120001, 4059].map((value) => significant(value))).toEqual(['0.1261', '1.312', '4059']);
    expect(grouped(4059)).toBe('4,059');
    expect(gibibytes(3 * 2 ** 29)).toBe('1.5 GiB');
  });
});

describe('table', () => {
  it('aligns columns by what is seen, not by colour codes', () => {
    const rows = [
      ['\u001b[32mab\u001b[39m', '1'],
      ['abc', '23'],
    ];
    expect(table([{ title: 'N' }, { title: 'V', align: 'right' }], rows)).toBe(
      ['N     V', '\u001b[32mab\u001b[39m    1', 'abc  23'].join('\n'),
    );
  });

  it('leaves no spaces at the ends of lines', () => {
    expect(table([{ title: 'LONG' }, { title: 'X' }], [['a', 'b']])).toBe('LONG  X\na     b');
  });
});

describe('facts', () => {
  it('aligns texts, indents further lines, and leaves out what is undefined', () => {
    expect(
      facts([
        ['a', 'one\ntwo'],
        ['gone', undefined],
        ['abc', 'three'],
      ]),
    ).toBe('  a    one\n       two\n  abc  three');
  });
});
