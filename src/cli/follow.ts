// Starts or takes up a run, and follows it to its end on the screen; Ctrl-C stops it cleanly.
import { setTimeout as sleep } from 'node:timers/promises';
import { CloisterError } from '../base/errors';
import type { Run } from '../protocol/run';
import type { Store } from '../services/openStore';
import type { LaunchOptions } from '../services/runs/launch';
import { advance, startProgress } from '../services/runs/progress';
import { getRun, requestStop } from '../services/runs/runs';
import { watchRun } from '../services/runs/watch';
import type { Context } from './context';
import { discloseOn } from './disclosure';
import { withInterrupts } from './interrupts';
import type { SensitiveOptions } from './options';
import { createRunView, type RunView } from './view/runView';

export interface FollowOptions extends SensitiveOptions {
  /** Come back as soon as the run has started. */
  readonly detach?: boolean;
  /** Wait until the runs before it have ended. */
  readonly queue?: boolean;
}

/** Launches or resumes a run. */
export type StartRun = (options: LaunchOptions) => Promise<Run>;

/**
 * @returns the run at its end, or as it was started with `detach`
 * @throws what `start` throws; CloisterError `interrupted` when Ctrl-C comes while the data is being loaded
 */
export async function startAndFollow(context: Context, store: Store, start: StartRun, options: FollowOptions): Promise<Run> {
  const view = createRunView(context.err, discloseOn(context, context.err, options));
  try {
    const { run, interrupted } = await started(context, view, start, options);
    return options.detach ? run : await followed(context, store, view, run, interrupted);
  } finally {
    view.end();
  }
}

async function started({ trainer, accounting }: Context, view: RunView, start: StartRun, { queue }: FollowOptions): Promise<{ run: Run; interrupted: boolean }> {
  const controller = new AbortController();
  const { signal } = controller;
  const handlers = { first: () => controller.abort(), again: () => process.exit(130) };
  const whenBusy = queue ? 'queue' : 'beside';
  const run = await withInterrupts(handlers, () => start({ trainer, accounting, whenBusy, signal, onProgress: (progress) => view.loading(progress) }));
  return { run, interrupted: signal.aborted };
}

async function followed(context: Context, store: Store, view: RunView, run: Run, interrupted: boolean): Promise<Run> {
  let progress = startProgress(run);
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    view.note('Stopping at the next step; what was learnt so far is kept. Ctrl-C again leaves at once.');
    stopping = stopUnlessEnded(store, run.id);
  };
  const leave = (): void => void leaveRun(context, view, run, stopping);
  return withInterrupts({ first: stop, again: leave }, async () => {
    if (interrupted) stop();
    for await (const update of watchRun(store, run.id)) {
      progress = advance(progress, update, performance.now());
      view.progress(progress);
    }
    return getRun(store, run.id);
  });
}

/**
 * Ends this process, not the run. The request to stop must be in the store before, or the run would go on and spend; a store
 * that is busy for longer than a person waits is reported instead.
 */
async function leaveRun(context: Context, view: RunView, { id }: Run, stopping: Promise<void> | undefined): Promise<never> {
  const asked = await Promise.race([Promise.resolve(stopping).then(() => true), sleep(patience, false)]);
  view.note(
    asked
      ? `Left. Run ${id} stops by itself at the next step. See what it came to: ${context.commandLine('runs show', id)}`
      : `Left. The store is busy, so run ${id} goes on. Stop it with: ${context.commandLine('runs stop', id)}`,
  );
  view.end();
  process.exit(130);
}

/** How long the second Ctrl-C waits for the request of the first, in milliseconds. */
const patience = 2000;

/** The run may have ended while the request was on its way, which is as good. */
async function stopUnlessEnded(store: Store, runId: string): Promise<void> {
  try {
    await requestStop(store, runId);
  } catch (error) {
    if (!CloisterError.is(error, 'badInput')) throw error;
  }
}
