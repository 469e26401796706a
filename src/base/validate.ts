// Checks of numbers that name the parameter and its value in the error.
import { badInput } from './errors';

/** A single `{ name: value }` pair, so that the message can say the name: `positive({ noiseMultiplier })`. */
type Named = Readonly<Record<string, number>>;

function check(named: Named, holds: (value: number) => boolean, wanted: string): void {
  for (const [name, value] of Object.entries(named)) {
    if (!holds(value)) throw badInput(`${name} must be ${wanted}, but is ${value}.`);
  }
}

/** Finite and greater than 0. */
export const positive = (named: Named): void => check(named, (v) => Number.isFinite(v) && v > 0, 'a positive number');

/** A whole number of at least 1, exactly representable. */
export const positiveInteger = (named: Named): void =>
  check(named, (v) => Number.isSafeInteger(v) && v > 0, 'a whole number of at least 1');

/** A whole number of at least 0, exactly representable. */
export const nonNegativeInteger = (named: Named): void =>
  check(named, (v) => Number.isSafeInteger(v) && v >= 0, 'a whole number of at least 0');

/** In (0, 1]. */
export const probability = (named: Named): void => check(named, (v) => v > 0 && v <= 1, 'above 0 and at most 1');

/** In (0, 1): a privacy δ of 0 or 1 has no use here. */
export const openUnit = (named: Named): void => check(named, (v) => v > 0 && v < 1, 'between 0 and 1, both excluded');
