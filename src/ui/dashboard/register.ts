// The dashboard of a run: its command, its panel and the tabs that come back after a restart.
import { Disposable } from 'vscode';
import type { Cloister } from '../cloister';

export function registerDashboard(_cloister: Cloister): Disposable {
  return Disposable.from();
}
