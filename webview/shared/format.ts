// Numbers, moments, durations and lists as the pages show them, in the language of the page. ε and δ have forms of their own.
import { largestUnit, timeParts, type TimeUnit } from '../../src/base/numberText';
import { language, t } from './translate';

const numbers = (options: Intl.NumberFormatOptions): Intl.NumberFormat => new Intl.NumberFormat(language, options);
const upTo = (digits: number): Intl.NumberFormat => numbers({ maximumSignificantDigits: digits, useGrouping: false });

const plain = numbers({ maximumFractionDigits: 0 });
const [threeDigits, fourDigits] = [upTo(3), upTo(4)];
const compact = numbers({ notation: 'compact', maximumSignificantDigits: 3 });
const scientific = numbers({ notation: 'scientific', minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percents = numbers({ style: 'percent', maximumSignificantDigits: 3 });
const tickFormats = Array.from({ length: 7 }, (_, decimals) => numbers({ minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false }));
const tickPowers = numbers({ notation: 'scientific', maximumFractionDigits: 0 });
const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const times = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
const ages = new Intl.RelativeTimeFormat(language, { style: 'short' });
const [conjunction, disjunction] = [new Intl.ListFormat(language, { type: 'conjunction' }), new Intl.ListFormat(language, { type: 'disjunction' })];

/** Three significant digits; very large and very small values in powers of ten; `no number` for NaN. */
export function number(value: number): string {
  if (Number.isNaN(value)) return t('no number');
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e6)) return scientific.format(value);
  return size >= 1000 ? compact.format(value) : threeDigits.format(value);
}

/** `12.5%` */
export const percent = (share: number): string => (Number.isNaN(share) ? t('no number') : percents.format(share));

/** At most four significant digits: `0.1256`. */
export const precise = (value: number): string => fourDigits.format(value);

/** Whole numbers, thousands set apart: `4,059`. */
export const grouped = (value: number): string => plain.format(value);

/** A tick of an axis, with as many decimals (at most 6) as its neighbours. */
export function tick(value: number, decimals: number): string {
  const size = Math.abs(value);
  return size >= 1e6 || (size > 0 && size < 1e-4) ? tickPowers.format(value) : tickFormats[decimals].format(value);
}

/** Seconds since the start of a run, or a span of them, in at most two units: `0.4 sec`, `3 min 12 sec`. */
export function elapsed(seconds: number): string {
  if (!Number.isFinite(seconds)) return t('no number');
  if (seconds < 10) return inUnit(Math.max(0, seconds), 'second', 1);
  return timeParts(seconds).map(({ value, unit }) => inUnit(value, unit, 0)).join(' ');
}

const inUnit = (value: number, unit: TimeUnit, decimals: number): string =>
  numbers({ style: 'unit', unit, unitDisplay: 'short', minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);

/** Time since a moment in milliseconds, in its largest unit: `just now`, `5 min. ago`. */
export function age(from: number, now: number): string {
  const seconds = (now - from) / 1000;
  if (seconds < 60) return t('just now');
  const { value, unit } = largestUnit(seconds);
  return ages.format(-value, unit);
}

/** A moment in milliseconds since 1970, by the clock of the machine. */
export const moment = (at: number): string => moments.format(at);

/** The time of day alone: `14:05`. */
export const timeOfDay = (at: number): string => times.format(at);

/** Ticks of a time axis: `0:05`, `12:30`, `2:05:00`. */
export function clock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
}

/** `step 42`, or for a bucket `steps 40 to 43`. */
export const stepsText = (first: number, width: number): string =>
  width === 1 ? t('step {0}', first) : t('steps {0} to {1}', first, first + width - 1);

/** The steps alone, below a heading that says what they are: `42`, `40 to 43`. */
export const stepsCell = (first: number, width: number): string => (width === 1 ? String(first) : t('{0} to {1}', first, first + width - 1));

/** `a, b, and c` */
export const allOf = (items: readonly string[]): string => conjunction.format(items);

/** `a, b, or c` */
export const anyOf = (items: readonly (string | number)[]): string => disjunction.format(items.map(String));
