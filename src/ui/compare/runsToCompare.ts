// Which runs the command Compare Runs is about.
import type { RunId } from '../../protocol/run';

/**
 * Those that a menu hands over, else those selected in the view of runs. A single selected run is where somebody last was in the
 * list, and says nothing about a comparison.
 */
export const runsToCompare = (handedOver: readonly RunId[], selected: readonly RunId[]): readonly RunId[] =>
  handedOver.length > 0 || selected.length < 2 ? handedOver : selected;
