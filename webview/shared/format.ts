// Numbers as the pages show them.
import { compact, duration, significant } from '../../src/base/numberText';

/** Three significant digits; very large and very small values in powers of ten; `no number` for NaN. */
export function number(value: number): string {
  if (Number.isNaN(value)) return 'no number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return size >= 1000 ? compact(value) : significant(value, 3);
}

/** `12.5 %` */
export const percent = (share: number): string => (Number.isNaN(share) ? 'no number' : `${significant(share * 100, 3)} %`);

/** Seconds since the start of a run. */
export const elapsed = (seconds: number): string => (Number.isFinite(seconds) ? duration(seconds) : 'no number');

/** Ticks of a time axis: `0:05`, `12:30`, `2:05:00`. */
export function clock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
}

/** `step 42`, or for a bucket `steps 40 to 43`. */
export const stepsText = (first: number, width: number): string => (width === 1 ? `step ${first}` : `steps ${first} to ${first + width - 1}`);
