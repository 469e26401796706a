// Plans again and again while someone edits: what was planned a moment ago is not worked out anew.
import { CloisterError } from '../base/errors';
import { memo } from '../base/memo';
import type { PrivacyConfig } from '../core/config/privacy';
import { planRun, type TrainingPlan } from '../core/plan';

const recent = memo<TrainingPlan | CloisterError>(32);

/** The plan, or the error for people that keeps it from being made. Calibration takes some 50 ms the first time. */
export function planned(privacy: PrivacyConfig): TrainingPlan | CloisterError {
  return recent(JSON.stringify(privacy), () => {
    try {
      return planRun(privacy);
    } catch (error) {
      if (CloisterError.is(error)) return error;
      throw error;
    }
  });
}
