// The compare page: its command, its panel and the tab that comes back after a restart.
import { Disposable } from 'vscode';
import type { Cloister } from '../cloister';

export function registerCompare(_cloister: Cloister): Disposable {
  return Disposable.from();
}
