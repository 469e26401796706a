// What every accountant offers: the ε or δ of a mechanism. One contract suite holds for all of them.
import type { Mechanism } from './mechanism';

/** Upper bounds on the privacy loss of a mechanism, for neighbours that differ by adding or removing one record. */
export interface Accountant {
  readonly name: 'pld' | 'rdp';

  /**
   * A sound ε at this δ: the mechanism is (ε, δ)-differentially private.
   * @returns 0 when nothing is released, Infinity when there is no guarantee; never NaN
   * @throws badInput unless δ is in (0, 1)
   */
  epsilon(mechanism: Mechanism, delta: number): number;

  /**
   * A sound δ at this ε, in [0, 1].
   * @throws badInput unless ε is at least 0 (Infinity is allowed and gives 0 for a mechanism with a guarantee)
   */
  delta(mechanism: Mechanism, epsilon: number): number;
}
