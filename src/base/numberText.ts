// Numbers as people read them.

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** At most two units: `48 s`, `3 min 12 s`, `2 h 5 min`, `4 d`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min ${whole % minute} s`;
  if (whole < day) return `${Math.floor(whole / hour)} h ${Math.floor((whole % hour) / minute)} min`;
  return `${Math.floor(whole / day)} d`;
}

/** Time since a moment in milliseconds, in its largest unit: `just now`, `5 min ago`. */
export function age(from: number, now: number): string {
  const seconds = (now - from) / 1000;
  if (seconds < minute) return 'just now';
  if (seconds < hour) return `${Math.floor(seconds / minute)} min ago`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h ago`;
  return `${Math.floor(seconds / day)} d ago`;
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
