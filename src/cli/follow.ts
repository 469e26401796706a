// Starts or takes up a run, and follows it to its end on the screen; Ctrl-C stops it cleanly.
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
    const { run, interrupted } = await started(context, view, start);
    return options.detach ? run : await followed(context, store, view, run, interrupted);
  } finally {
    view.end();
  }
}

async function started({ trainer }: Context, view: RunView, start: StartRun): Promise<{ run: Run; interrupted: boolean }> {
  const controller = new AbortController();
  const { signal } = controller;
  const handlers = { first: () => controller.abort(), again: () => process.exit(130) };
  const run = await withInterrupts(handlers, () => start({ trainer, signal, onProgress: (progress) => view.loading(progress) }));
  return { run, interrupted: signal.aborted };
}

async function followed(context: Context, store: Store, view: RunView, run: Run, interrupted: boolean): Promise<Run> {
  let progress = startProgress(run);
  const stop = (): void => {
    view.note('Stopping at the next step; what was learnt so far is kept. Ctrl-C again leaves at once.');
    void stopUnlessEnded(store, run.id);
  };
  const leave = (): void => {
    view.note(`Left. Run ${run.id} stops by itself at the next step. See what it came to: ${context.commandLine('runs show', run.id)}`);
    view.end();
    process.exit(130);
  };
  return withInterrupts({ first: stop, again: leave }, async () => {
    if (interrupted) stop();
    for await (const update of watchRun(store, run.id)) {
      progress = advance(progress, update, performance.now());
      view.progress(progress);
    }
    return getRun(store, run.id);
  });
}

/** The run may have ended while the request was on its way, which is as good. */
async function stopUnlessEnded(store: Store, runId: string): Promise<void> {
  try {
    await requestStop(store, runId);
  } catch (error) {
    if (!CloisterError.is(error, 'badInput')) throw error;
  }
}
