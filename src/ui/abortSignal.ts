// Cancellation as services understand it.
import type { CancellationToken } from 'vscode';

/** A signal that aborts when the token is cancelled. */
export function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
