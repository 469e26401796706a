// The slow part of the privacy mathematics, as its users see it: they wait for answers, wherever these are worked out.
import type { PrivacyConfig } from '../../core/config/privacy';
import type { TrainingPlan } from '../../core/plan';
import type { Guarantee } from '../../core/privacy/guarantee';
import type { Mechanism } from '../../core/privacy/mechanism';
import type { PrivacyUnit } from '../../core/privacy/unit';

/**
 * Everything that composes privacy loss distributions: from milliseconds for one composition to seconds for the plan of a million steps.
 * Every implementation gives the same numbers to the last bit. Besides what stands with each method, all reject with CloisterError
 * `failed` when their thread has died, and `interrupted` once they were closed.
 */
export interface Accounting {
  /**
   * What `planRun` derives from a checked privacy section. Frozen.
   * @throws badInput when the target ε cannot be met
   */
  plan(privacy: PrivacyConfig): Promise<TrainingPlan>;
  /**
   * ε of a mechanism at δ by both accountants, for a unit of privacy. Frozen.
   * @throws badInput unless δ is in (0, 1)
   */
  guarantee(mechanism: Mechanism, delta: number, unit: PrivacyUnit): Promise<Guarantee>;
  /**
   * ε of a mechanism at δ by PLD; Infinity without a guarantee.
   * @throws badInput unless δ is in (0, 1)
   */
  epsilon(mechanism: Mechanism, delta: number): Promise<number>;
}
