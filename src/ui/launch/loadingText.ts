// One line about data that is being loaded.
import { l10n } from 'vscode';
import type { LoadProgress } from '../../services/runs/launch';

export function loadingText({ stage, done, total }: LoadProgress): string {
  if (total !== undefined && done > 0) return l10n.t('loading the data: {0} {1} %', stage, Math.floor((100 * done) / total));
  return l10n.t('loading the data: {0}', stage);
}
