// Writes what the step loop reports into the store: series, signs of life, checkpoints.
import { jointSensitivity } from '../core/privacy/jointRelease';
import { pldAccountant } from '../core/privacy/pld/pldAccountant';
import { chargedMechanism } from '../protocol/ledger';
import type { Run } from '../protocol/run';
import type { Store } from '../store/store';
import { writeCheckpoint, type TrainingState } from './checkpointFiles';
import type { LoopObserver } from './loop';
import { note } from './journal';
import { Recorder } from './recorder';
import type { StopWatch } from './stopWatch';

/** Most often that ε is worked out for the series, over a run: a composition takes tens of milliseconds. */
const EPSILON_POINTS = 25;

export class RunObserver implements LoopObserver {
  private readonly recorder: Recorder;
  private step: number;
  private checkpointed: number;
  private epsilonAt = -Infinity;

  constructor(
    private readonly store: Store,
    private readonly run: Run,
    private readonly state: TrainingState,
    private readonly stop: StopWatch,
    firstStep: number,
  ) {
    this.step = firstStep;
    this.checkpointed = firstStep;
    const { noiseMultiplier, clipNorm } = run.plan;
    this.recorder = new Recorder({
      store,
      run,
      layout: state.layout,
      noiseDeviation: noiseMultiplier * jointSensitivity(clipNorm, state.released?.release),
    });
  }

  async granted({ firstStep, steps }: { firstStep: number; steps: number }): Promise<void> {
    const { plan } = this.run;
    const last = firstStep + steps;
    if (last < plan.steps && last - this.epsilonAt < plan.steps / EPSILON_POINTS) return;
    this.epsilonAt = last;
    await this.noteEpsilon(last);
  }

  /** The last point of ε counts the release of the accuracy too. */
  async evaluationCharged(): Promise<void> {
    await this.noteEpsilon(this.run.plan.steps);
    await this.recorder.flush();
  }

  private async noteEpsilon(step: number): Promise<void> {
    const claim = (await this.store.ledger.claims.ofRun(this.run.id))!;
    await this.recorder.epsilon(step, pldAccountant.epsilon(chargedMechanism(claim), this.run.config.privacy.delta));
  }

  async stepped(...[step, report, learningRate, milliseconds]: Parameters<LoopObserver['stepped']>): Promise<void> {
    this.step = step + 1;
    this.stop.noteStep(this.step);
    await this.recorder.step(step, report, this.state.released?.figures(), learningRate, milliseconds);
  }

  async grantCompleted(step: number): Promise<void> {
    const every = this.run.config.training.checkpointEverySteps;
    if (every !== undefined && step - this.checkpointed >= every) await this.checkpoint();
  }

  stopReason(): ReturnType<LoopObserver['stopReason']> {
    return this.stop.reason();
  }

  /** After the last step: everything that is still in memory goes to disk. */
  async end(): Promise<void> {
    await this.recorder.flush();
    if (this.step > this.checkpointed) await this.checkpoint();
    await this.stop.beat();
  }

  private async checkpoint(): Promise<void> {
    await this.recorder.flush();
    const written = await writeCheckpoint(this.store.paths.checkpoints, this.run.id, this.step, this.run.plan, this.state);
    await this.store.checkpoints.add(written);
    note(`Checkpoint after step ${this.step}: ${written.path}.`);
    this.checkpointed = this.step;
  }
}
