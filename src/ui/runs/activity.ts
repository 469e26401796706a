// What is going on in the store: read once a change for the status bar, the badge and the context keys together.
import { EventEmitter, type Disposable, type Event } from 'vscode';
import type { ListedRun } from '../../services/views/runList';
import type { Cloister } from '../cloister';
import { refresher } from '../refresher';

export interface Activity {
  /** The newest first. */
  readonly unfinished: readonly ListedRun[];
  /** Number of runs in the store. */
  readonly runs: number;
}

export interface ActivityMonitor extends Disposable {
  readonly onDidChange: Event<Activity>;
}

/** Reads whenever the store has changed; it never opens the store by itself. */
export function monitorActivity({ store, accounting, log }: Cloister): ActivityMonitor {
  const emitter = new EventEmitter<Activity>();
  const refresh = refresher(async () => {
    try {
      const { runList, unfinishedRuns } = await import('../../services/views/runList');
      const opened = await store.open();
      const unfinished = await unfinishedRuns(opened, accounting);
      const { matching } = await runList(opened, accounting, { text: '', limit: 0 });
      emitter.fire({ unfinished, runs: matching });
    } catch (error) {
      log.warn(`The runs cannot be read: ${(error as Error).message}`); // The views of the sidebar show it to people.
    }
  });
  const subscription = store.onDidChange(refresh);
  return {
    onDidChange: emitter.event,
    dispose: () => {
      subscription.dispose();
      emitter.dispose();
    },
  };
}
