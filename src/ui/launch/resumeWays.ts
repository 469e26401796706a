// What can be done when the ledger refuses a resume. Without the editor, so that it can be tested alone.
import type { CloisterError } from '../../base/errors';

/**
 * - `raiseCap`: the owner of the data sets another cap, and the run is resumed under it.
 * - `override`: the run is resumed against the rules, with a reason on record.
 * - `launchAnew`: a new run, which may have fewer steps or more noise; those of a run that has begun are settled.
 */
export type ResumeWay = 'raiseCap' | 'override' | 'launchAnew';

/**
 * The ways that lead on, the mildest first; none where the refusal is about something else than budget, and says so itself: data that was
 * retired takes nothing, whatever the reason.
 */
export function resumeWays({ kind, remedy }: Pick<CloisterError, 'kind' | 'remedy'>): readonly ResumeWay[] {
  if (kind !== 'refused') return [];
  if (remedy === undefined) return ['launchAnew', 'override'];
  return remedy.kind === 'setCap' ? ['launchAnew', 'raiseCap', 'override'] : [];
}
