// The view on a terminal: one line that is drawn over and over.
import { SingleBar } from 'cli-progress';
import type { Disclose } from '../disclosure';
import { barLine, loadingLine, progressHeading, workingLine } from '../render/progress';
import type { Screen } from '../screen';
import type { RunView } from './runView';

export function createBarView(screen: Screen, disclose: Disclose): RunView {
  let bar: SingleBar | undefined;
  let headed = false;

  function draw(line: string): void {
    bar ??= startBar(screen);
    bar.update(0, { line });
  }
  function end(): void {
    bar?.stop();
    bar = undefined;
  }
  function note(text: string): void {
    end();
    screen.print(text);
  }

  return {
    loading: (progress) => draw(screen.colours.dim(loadingLine(progress, disclose))),
    working: (what, share) => draw(screen.colours.dim(workingLine(what, share))),
    progress(progress) {
      if (!headed) note(screen.colours.dim(progressHeading(progress.run)));
      headed = true;
      draw(barLine(progress, disclose, screen.colours, screen.stream.columns));
    },
    note,
    end,
  };
}

/** cli-progress keeps the cursor, the redrawing and the rate of it; the line itself is ours. */
function startBar(screen: Screen): SingleBar {
  const bar = new SingleBar({
    format: (_options, _params, payload: { line: string }) => payload.line,
    stream: screen.stream,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false, // Ctrl-C is ours to handle.
    fps: 10,
  });
  bar.start(1, 0, { line: '' });
  return bar;
}
