// Plans again and again while someone edits: what was planned a moment ago is not worked out anew.
import { CloisterError } from '../base/errors';
import { promisedMemo } from '../base/memo';
import type { PrivacyConfig } from '../core/config/privacy';
import type { TrainingPlan } from '../core/plan';
import type { Accounting } from './accounting/accounting';

/** The plan, or the error for people that keeps it from being made. */
export type Planned = TrainingPlan | CloisterError;

/** Most plans that are kept; when there are more, all are let go. */
const kept = promisedMemo<Planned>(32);

/** Calibration takes from 30 milliseconds, for a hundred steps, to seconds, for millions. */
export const planned = (accounting: Accounting, privacy: PrivacyConfig): Promise<Planned> => kept.get(keyOf(privacy), () => attemptPlan(accounting, privacy));

/** What {@link planned} gives for the same section, when it is known or being worked out; undefined when nobody has asked for it. */
export const recentPlan = (privacy: PrivacyConfig): Promise<Planned> | undefined => kept.peek(keyOf(privacy));

/**
 * {@link planned} for those who cannot go on without a plan.
 * @throws badInput when the target ε cannot be met
 */
export async function planOrThrow(accounting: Accounting, privacy: PrivacyConfig): Promise<TrainingPlan> {
  const plan = await planned(accounting, privacy);
  if (CloisterError.is(plan)) throw plan;
  return plan;
}

const keyOf = (privacy: PrivacyConfig): string => JSON.stringify(privacy);

/** Only what is wrong with the section itself is worth keeping: a thread that died is no property of it. */
async function attemptPlan(accounting: Accounting, privacy: PrivacyConfig): Promise<Planned> {
  try {
    return await accounting.plan(privacy);
  } catch (error) {
    if (CloisterError.is(error, 'badInput')) return error;
    throw error;
  }
}
