// What an audit fixes before it trains: how many canaries there are, about how many it will guess, and how sure it wants to be.
import { badInput } from '../../../base/errors';
import { openUnit, positiveInteger } from '../../../base/validate';

/** Fixed beforehand: thresholds chosen after seeing the scores would make the bound invalid. */
export interface AuditDesign {
  /** Canaries that are made; a fair coin each decides whether it is trained on. */
  readonly canaries: number;
  /** Guesses, half of them "in", for the highest scores, and half "out", for the lowest; the audit abstains on the rest. Even. */
  readonly guesses: number;
  /** Of the lower bound, in (0, 1). */
  readonly confidence: number;
}

/** Enough for a bound of about 3.5 where every guess is right, and few enough to be trained on in seconds. */
export const usualDesign: AuditDesign = { canaries: 400, guesses: 100, confidence: 0.95 };

/** Whether a lower bound refutes the ε that is promised for the same δ. An infinite ε promises nothing. */
export const refutes = (lowerBound: number, promised: number): boolean => lowerBound > promised;

/** @throws badInput for a number out of range, an odd number of guesses, or more guesses than canaries */
export function checkDesign({ canaries, guesses, confidence }: AuditDesign): void {
  positiveInteger({ canaries, guesses });
  openUnit({ confidence });
  if (guesses % 2 !== 0) throw badInput(`guesses must be even, half "in" and half "out", but is ${guesses}.`);
  if (guesses > canaries) throw badInput(`guesses must be at most the number of canaries, ${canaries}, but is ${guesses}.`);
}
