// Numbers and moments as people read them.
import { assertNever } from './errors';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export type TimeUnit = 'second' | 'minute' | 'hour' | 'day';

/** A whole number of a unit. */
export interface TimePart {
  readonly value: number;
  readonly unit: TimeUnit;
}

const symbols: Readonly<Record<TimeUnit, string>> = { second: 's', minute: 'min', hour: 'h', day: 'd' };
const text = ({ value, unit }: TimePart): string => `${value} ${symbols[unit]}`;

/** Seconds, rounded to whole ones, in the largest unit that fits and the one below it; days alone. */
export function timeParts(seconds: number): readonly TimePart[] {
  const whole = Math.round(seconds);
  const largest = largestUnit(whole);
  switch (largest.unit) {
    case 'minute':
      return [largest, { value: whole % minute, unit: 'second' }];
    case 'hour':
      return [largest, { value: Math.floor((whole % hour) / minute), unit: 'minute' }];
    case 'second':
    case 'day':
      return [largest];
    default:
      return assertNever(largest.unit);
  }
}

/** Seconds in the largest unit that fits, rounded down. */
export function largestUnit(seconds: number): TimePart {
  if (seconds < minute) return { value: Math.floor(seconds), unit: 'second' };
  if (seconds < hour) return { value: Math.floor(seconds / minute), unit: 'minute' };
  if (seconds < day) return { value: Math.floor(seconds / hour), unit: 'hour' };
  return { value: Math.floor(seconds / day), unit: 'day' };
}

/** At most two units: `48 s`, `3 min 12 s`, `2 h 5 min`, `4 d`. */
export const duration = (seconds: number): string =>
  seconds < 10 ? `${Math.max(0, seconds).toFixed(1)} s` : timeParts(seconds).map(text).join(' ');

/** Time since a moment in milliseconds, in its largest unit: `just now`, `5 min ago`. */
export function age(from: number, now: number): string {
  const seconds = (now - from) / 1000;
  return seconds < minute ? 'just now' : `${text(largestUnit(seconds))} ago`;
}

/** `640`, `12.3k`, `1.25M`. */
export function compact(value: number): string {
  if (value < 1000) return value.toFixed(0);
  if (value < 999_500) return `${significant(value / 1000, 3)}k`;
  return `${significant(value / 1e6, 3)}M`;
}

/** Without trailing zeros: `0.126`, `1.312`, `4059`. */
export const significant = (value: number, digits = 4): string => String(Number(value.toPrecision(digits)));

/** Thousands set apart by commas: `4,059`. */
export const grouped = (value: number): string => value.toLocaleString('en-GB');

/** `15.6 GiB`. */
export const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** `2026-11-24 13:05`, in UTC, of milliseconds since 1970. */
export const momentText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** `2026-11-24`, in UTC. */
export const dateText = (at: number): string => new Date(at).toISOString().slice(0, 10);
