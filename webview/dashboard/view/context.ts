// What every panel of the dashboard is drawn from.
import type { DashboardCommand } from '../../../src/protocol/dashboard';
import type { DashboardData, DashboardEvent, DashboardState } from '../state';

export interface ViewContext {
  readonly state: DashboardState;
  readonly data: DashboardData;
  readonly dispatch: (event: DashboardEvent) => void;
  readonly command: (command: DashboardCommand) => void;
  /** A small map of this layer came on screen, or left. */
  readonly layerShown: (layer: number, visible: boolean) => void;
}
