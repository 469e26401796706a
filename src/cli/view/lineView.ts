// The view in a pipe or a log file: a plain line when something begins, and then at most every few seconds.
import type { Disclose } from '../disclosure';
import { loadingLine, progressHeading, progressLine, workingLine } from '../render/progress';
import type { Screen } from '../screen';
import type { RunView } from './runView';

/** Shortest time between two lines about the same thing, in milliseconds. */
const pause = 3000;

export function createLineView(screen: Screen, disclose: Disclose): RunView {
  let topic = '';
  let printedAt = -Infinity;

  /** A new topic is news at once. */
  function tell(about: string, line: string): void {
    const now = performance.now();
    if (about === topic && now - printedAt < pause) return;
    topic = about;
    printedAt = now;
    screen.print(line);
  }

  let headed = false;
  return {
    loading: (progress) => tell(progress.stage, loadingLine(progress, disclose)),
    working: (what, share) => tell(what, workingLine(what, share)),
    progress(progress) {
      if (!headed) screen.print(progressHeading(progress.run));
      headed = true;
      tell(progress.run.state.status, progressLine(progress, disclose));
    },
    note: (text) => screen.print(text),
    end: () => undefined,
  };
}
