// Signs of life to the store, and the reasons to stop: a signal, a request in the store, or the run belonging to somebody else.
import { CloisterError } from '../base/errors';
import type { Run } from '../protocol/run';
import type { StopReason } from '../protocol/runState';
import type { Store } from '../store/store';

/** How often the trainer says that it lives, in milliseconds. */
const BEAT_INTERVAL = 1000;

export class StopWatch {
  private signalled = false;
  private requested = false;
  private step: number;
  private failure: unknown;
  private readonly timer: NodeJS.Timeout;
  private readonly onSignal = (): void => {
    this.signalled = true;
  };

  constructor(
    private readonly store: Store,
    private readonly run: Run,
  ) {
    this.step = run.step;
    process.on('SIGINT', this.onSignal).on('SIGTERM', this.onSignal);
    this.timer = setInterval(() => void this.beat().catch((error: unknown) => (this.failure = error)), BEAT_INTERVAL);
  }

  noteStep(step: number): void {
    this.step = step;
  }

  /**
   * Tells the store that this trainer lives.
   * @throws CloisterError when the run was marked lost or is trained by a later attempt: this process must not go on
   */
  async beat(): Promise<void> {
    if (await this.store.runs.heartbeat(this.run.id, this.run.attempt, this.step)) return;
    throw new CloisterError('failed', `Run ${this.run.id} no longer belongs to this trainer: it was marked lost, resumed elsewhere, or deleted.`);
  }

  /** Why to stop at this step boundary, if at all. */
  async reason(): Promise<StopReason | undefined> {
    if (this.failure !== undefined) throw this.failure as Error;
    if (this.signalled) return 'interrupted';
    const [request] = await this.store.requests.pending(this.run.id);
    if (request === undefined) return undefined;
    await this.store.requests.markHandled(request);
    this.requested = true;
    return 'requested';
  }

  /** Why somebody wanted the run to end, whether or not it has come to that. */
  get asked(): 'requested' | 'interrupted' | undefined {
    if (this.signalled) return 'interrupted';
    return this.requested ? 'requested' : undefined;
  }

  dispose(): void {
    clearInterval(this.timer);
    process.off('SIGINT', this.onSignal).off('SIGTERM', this.onSignal);
  }
}
