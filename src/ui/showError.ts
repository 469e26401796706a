// The one way in which errors reach people: those meant for them as a message with what can be done, others with a pointer to the log.
import { l10n, window, type LogOutputChannel } from 'vscode';
import { CloisterError } from '../base/errors';
import { remedyAction, type Action } from './remedyAction';

/** An error of the editor's own commands, with what can be done in the editor. */
export class ErrorWithAction extends CloisterError {
  constructor(
    message: string,
    readonly action: Action,
  ) {
    super('badInput', message);
  }
}

/** Shows an error; a request that was cancelled is none. Returns at once: the message may stay for long. */
export function showError(log: LogOutputChannel, error: unknown, actions: readonly Action[] = []): void {
  if (CloisterError.is(error, 'interrupted')) return log.info(error.message);
  if (CloisterError.is(error)) {
    log.warn(error.message);
    void offer(error.message, [...actions, ...(error instanceof ErrorWithAction ? [error.action] : []), ...(error.remedy === undefined ? [] : [remedyAction(error.remedy)])]);
    return;
  }
  log.error(error instanceof Error ? error : String(error));
  const message = l10n.t('Cloister has met an error of its own: {0}', error instanceof Error ? error.message : String(error));
  void offer(message, [...actions, { title: l10n.t('Show Output'), run: () => log.show() }]);
}

/** The first line as a message; when there are more, a dialog that holds them. */
async function offer(message: string, actions: readonly Action[]): Promise<void> {
  const [first, ...rest] = message.split('\n');
  const titles = actions.map(({ title }) => title);
  const chosen = rest.length === 0 ? await window.showErrorMessage(first, ...titles) : await window.showErrorMessage(first, { modal: true, detail: rest.join('\n') }, ...titles);
  await actions.find(({ title }) => title === chosen)?.run();
}
