// The step loop: a grant before its steps, a look at stop requests between steps, a report after each.
import { learningRateAt } from '../engine/optim/schedule';
import type { JointRelease } from '../core/privacy/jointRelease';
import type { Updater } from '../engine/dp/noisyUpdate';
import type { ReleasedAverages } from '../engine/dp/releasedAverages';
import { privateStep, type GradientSource, type StepMechanism, type StepReport } from '../engine/dp/step';
import type { TrainingConfig } from '../core/config/runFile';
import type { TrainingPlan } from '../core/plan';
import type { Grant } from '../protocol/ledger';
import type { StopReason } from '../protocol/runState';
import { createSecureRandom } from './secureRandom';

/** Leave to spend: the only thing that allows a step. Locally a row of the ledger; elsewhere it may be a file. */
export interface GrantSource {
  /** Charges the next block of steps durably; undefined when no further step is allowed. */
  take(firstStep: number): Promise<Grant | undefined>;
  /** Returns the steps of the grant that were never begun, on a clean stop. */
  giveBack(grant: Grant, takenSteps: number): Promise<void>;
}

/** What the loop tells its surroundings; each call is awaited before the next step begins. */
export interface LoopObserver {
  /** A grant was charged: `chargedSteps` steps of this run are spent from now on. */
  granted(grant: Grant): Promise<void>;
  stepped(step: number, report: StepReport, learningRate: number, milliseconds: number): Promise<void>;
  /** All steps of a grant are taken: the place for a checkpoint. `step` steps lie behind. */
  grantCompleted(step: number): Promise<void>;
  /** Asked between steps; an answer ends the loop there. */
  stopReason(): Promise<StopReason | undefined>;
}

export interface LoopContext {
  readonly plan: TrainingPlan;
  readonly training: TrainingConfig;
  readonly source: GradientSource;
  readonly updater: Updater;
  /** Averages of what is released beside the gradient, which the loop keeps up to date; absent: nothing is. */
  readonly released?: ReleasedAverages | undefined;
  readonly grants: GrantSource;
  readonly observer: LoopObserver;
}

export type LoopEnd = { readonly type: 'finished' } | { readonly type: 'stopped'; readonly reason: StopReason };

/** The mechanism of each step, from the plan and the shape of its model alone. */
export const stepMechanismOf = ({ samplingRate, expectedBatchSize, noiseMultiplier, clipNorm }: TrainingPlan, release?: JointRelease): StepMechanism => ({
  samplingRate,
  expectedBatchSize,
  protection: noiseMultiplier === 0 ? 'none' : { clipNorm, noiseMultiplier },
  release,
});

/**
 * Takes the steps from `firstStep` to the end of the plan, updating `parameters` in place.
 *
 * Guarantees: no step without a grant that is already charged; a fresh sampling key for every grant, so that no coin is
 * ever drawn twice; a stop happens between steps, and steps that were not begun are given back.
 *
 * @param firstStep steps that already lie behind, 0 for a new run
 */
export async function runSteps(context: LoopContext, parameters: Float32Array, firstStep: number): Promise<LoopEnd> {
  const { plan, grants, observer } = context;
  for (let step = firstStep; step < plan.steps; ) {
    const reason = await observer.stopReason();
    if (reason !== undefined) return { type: 'stopped', reason };
    const grant = await grants.take(step);
    if (grant === undefined) return { type: 'stopped', reason: 'revoked' };
    await observer.granted(grant);
    const taken = await useGrant(context, grant, parameters);
    step += taken.steps;
    if (taken.steps < grant.steps) await grants.giveBack(grant, taken.steps);
    if (taken.stopped !== undefined) return { type: 'stopped', reason: taken.stopped };
    await observer.grantCompleted(step);
  }
  return { type: 'finished' };
}

/** Takes the steps of one grant, until its end, the end of the plan, or a stop. */
async function useGrant(context: LoopContext, grant: Grant, parameters: Float32Array): Promise<{ steps: number; stopped: StopReason | undefined }> {
  const { plan, training, observer, source, updater, released } = context;
  const stepContext = { mechanism: stepMechanismOf(plan, released?.release), source, updater, sampling: createSecureRandom() };
  const steps = Math.min(grant.steps, plan.steps - grant.firstStep);
  for (let taken = 0; taken < steps; taken++) {
    const stopped = taken > 0 ? await observer.stopReason() : undefined;
    if (stopped !== undefined) return { steps: taken, stopped };
    const step = grant.firstStep + taken;
    const learningRate = learningRateAt(training, step, plan.steps);
    const started = performance.now();
    const report = await privateStep({ ...stepContext, balancingLoad: released?.figures().expertLoad }, parameters, learningRate);
    if (report.released !== undefined) released?.add(report.released);
    await observer.stepped(step, report, learningRate, performance.now() - started);
  }
  return { steps, stopped: undefined };
}
