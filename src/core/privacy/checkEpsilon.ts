// The one check of an ε that is asked about.
import { badInput } from '../../base/errors';

/** @throws badInput unless ε is at least 0; Infinity is allowed */
export function checkEpsilon(epsilon: number): void {
  if (!(epsilon >= 0)) throw badInput(`epsilon must be zero or more, but is ${epsilon}.`);
}
