// What people type as a cap, checked while they type.
import type { Translate } from '../translate';

/** A number as people write it: `3`, `1e-5`; undefined when it is none. */
export const numberIn = (text: string): number | undefined => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined);

/** What is wrong with an ε; undefined: nothing. */
export function epsilonProblem(text: string, t: Translate): string | undefined {
  const value = numberIn(text);
  return value !== undefined && value > 0 && Number.isFinite(value) ? undefined : t('ε must be a positive number, e.g. 3.');
}

/** What is wrong with a δ; undefined: nothing. */
export function deltaProblem(text: string, t: Translate): string | undefined {
  const value = numberIn(text);
  return value !== undefined && value > 0 && value < 1 ? undefined : t('δ must be a number between 0 and 1, well below one over the number of records, e.g. 1e-5.');
}

/** What is wrong with a number of runs, which may be left open; undefined: nothing. */
export function runsProblem(text: string, t: Translate): string | undefined {
  if (text === '') return undefined;
  const value = numberIn(text);
  return value !== undefined && value >= 1 && Number.isSafeInteger(value) ? undefined : t('Give a whole number of at least 1, or nothing where nobody knows.');
}

export const reasonProblem = (text: string, t: Translate): string | undefined => (text === '' ? t('A cap needs a reason; it stays on record.') : undefined);
