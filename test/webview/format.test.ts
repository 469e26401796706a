// Texts, numbers and spans of time as an English page shows them; other languages: translated.slow.test.ts.
import { describe, expect, it } from 'vitest';
import { age, clock, elapsed, grouped, number, percent, precise, stepsCell, stepsText, tick } from '../../webview/shared/format';
import { t } from '../../webview/shared/translate';

describe('a text', () => {
  it('without a translation is shown as it is written', () => expect(t('Reading the run…')).toBe('Reading the run…'));

  it('has arguments in any order, also more than once', () => expect(t('{1} of {0}, {1}', 5, 'two')).toBe('two of 5, two'));

  it('keeps a place without an argument, and does not look into arguments', () => expect(t('{0} {1}', '{1}')).toBe('{1} {1}'));
});

it('numbers are short', () => {
  expect([0, 0.12345, 1234, 12_345_678, 0.00001234, NaN, Infinity].map(number)).toEqual(['0', '0.123', '1.23K', '1.23E7', '1.23E-5', 'no number', '∞']);
  expect([0.12345, 1, NaN].map(percent)).toEqual(['12.3%', '100%', 'no number']);
  expect([0.12345, 4059].map(precise)).toEqual(['0.1235', '4059']);
  expect(grouped(4059)).toBe('4,059');
});

it('ticks have the decimals of their neighbours; very large and small ones are powers of ten', () => {
  expect([tick(0, 2), tick(0.25, 2), tick(0.5, 2), tick(2_000_000, 0), tick(0.00002, 6)]).toEqual(['0.00', '0.25', '0.50', '2E6', '2E-5']);
});

it('spans of time have at most two units', () => {
  expect([0.44, 48.2, 192, 7500, 400_000, NaN].map(elapsed)).toEqual(['0.4 sec', '48 sec', '3 min 12 sec', '2 hr 5 min', '4 days', 'no number']);
  expect([5, 750, 7500].map(clock)).toEqual(['0:05', '12:30', '2:05:00']);
});

it('ages have one unit, rounded down', () => {
  expect([59_000, 359_000, 7_200_000, 2 * 86_400_000].map((ago) => age(0, ago))).toEqual(['just now', '5 min. ago', '2 hr. ago', '2 days ago']);
});

it('a bucket of steps is told by its first and last', () => {
  expect([stepsText(40, 1), stepsText(40, 4), stepsCell(40, 1), stepsCell(40, 4)]).toEqual(['step 40', 'steps 40 to 43', '40', '40 to 43']);
});
