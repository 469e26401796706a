// Options that take numbers, and options that several commands share.
import { InvalidArgumentError, Option } from 'commander';

/** What a number must be, in words and as a test. */
interface Demand {
  readonly words: string;
  readonly holds: (value: number) => boolean;
}

export const positive: Demand = { words: 'a number above 0', holds: (value) => Number.isFinite(value) && value > 0 };
export const openUnit: Demand = { words: 'a number between 0 and 1, both excluded', holds: (value) => value > 0 && value < 1 };
export const rate: Demand = { words: 'a number above 0 and at most 1', holds: (value) => value > 0 && value <= 1 };
export const wholeNumber: Demand = { words: 'a whole number of at least 1', holds: (value) => Number.isSafeInteger(value) && value >= 1 };

/** An option with a number; commander names the option and the value when the number is not as demanded. */
export const numberOption = (flags: string, description: string, { words, holds }: Demand): Option =>
  new Option(flags, description).argParser((text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!holds(value)) throw new InvalidArgumentError(`It must be ${words}.`);
    return value;
  });

export const showSensitive = (): Option =>
  new Option('--show-sensitive', 'show figures that were computed from private data without noise, also in pipes and JSON');

export const queue = (): Option => new Option('--queue', 'wait until the runs before it have ended; the budget is reserved at once');

/** What the ledger refuses by itself, and takes with a written reason. */
export const freshLedger = (): Option =>
  new Option('--fresh-ledger <reason>', 'data that shares records with a known data set gets a ledger of its own; the reason stays on record');

export const override = (): Option => new Option('--override <reason>', 'let the run in although the ledger refuses it; the reason stays on record');

export interface ExceptionOptions {
  readonly freshLedger?: string;
  readonly override?: string;
}

export interface SensitiveOptions {
  readonly showSensitive?: boolean;
}
