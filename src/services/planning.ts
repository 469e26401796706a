// Plans again and again while someone edits: what was planned a moment ago is not worked out anew.
import { CloisterError } from '../base/errors';
import type { PrivacyConfig } from '../core/config/privacy';
import { planRun, type TrainingPlan } from '../core/plan';

/** The plan, or the error for people that keeps it from being made. */
export type Planned = TrainingPlan | CloisterError;

/** Most plans that are kept; when there are more, all are let go. */
const mostKept = 32;

const kept = new Map<string, Planned>();

/** Calibration takes from 50 milliseconds, for a hundred steps, to seconds, for millions: not for a place that people type in. */
export function planned(privacy: PrivacyConfig): Planned {
  const known = recentPlan(privacy);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.clear();
  const plan = attemptPlan(privacy);
  kept.set(keyOf(privacy), plan);
  return plan;
}

/** What {@link planned} gave for the same section before; undefined when it has to be worked out. Takes no time. */
export const recentPlan = (privacy: PrivacyConfig): Planned | undefined => kept.get(keyOf(privacy));

const keyOf = (privacy: PrivacyConfig): string => JSON.stringify(privacy);

function attemptPlan(privacy: PrivacyConfig): Planned {
  try {
    return planRun(privacy);
  } catch (error) {
    if (CloisterError.is(error)) return error;
    throw error;
  }
}
