// Does the same asynchronous work again whenever it is asked to, but never twice at once.

/**
 * A function that asks for the work. Asked while it works, it works once more afterwards, however often it was asked: so the last
 * result is never older than the last question.
 * @param work handles its own errors
 */
export function refresher(work: () => Promise<void>): () => void {
  let state: 'idle' | 'working' | 'askedAgain' = 'idle';
  const start = async (): Promise<void> => {
    do {
      state = 'working';
      await work();
    } while (state === 'askedAgain' as typeof state);
    state = 'idle';
  };
  return () => {
    if (state === 'idle') void start();
    else state = 'askedAgain';
  };
}
