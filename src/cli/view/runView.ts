// What a person sees while a run is being prepared and trained: a bar on a terminal, a plain line now and then elsewhere.
import type { LoadProgress } from '../../services/runs/launch';
import type { RunProgress } from '../../services/runs/progress';
import type { Disclose } from '../disclosure';
import type { Screen } from '../screen';
import { createBarView } from './barView';
import { createLineView } from './lineView';

export interface RunView {
  /** The data is being loaded. */
  loading(progress: LoadProgress): void;
  /** Something else takes its time; a share from 0 to 1 of it is done, where that is known. */
  working(what: string, share?: number): void;
  progress(progress: RunProgress): void;
  /** A remark that stays to be read. */
  note(text: string): void;
  /** Leaves the terminal as it was; a later call of another method starts again. */
  end(): void;
}

export const createRunView = (screen: Screen, disclose: Disclose): RunView =>
  screen.isTerminal ? createBarView(screen, disclose) : createLineView(screen, disclose);
