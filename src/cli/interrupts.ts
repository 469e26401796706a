// Ctrl-C while something is going on: the first asks it to end well, the second leaves at once.

/** What to do at each Ctrl-C; from the second on, `again` is called. */
export interface OnInterrupt {
  readonly first: () => void;
  readonly again: () => void;
}

/** Does the work with these handlers in the place of Node's, which would end the process. SIGINT alone: closing the terminal ends only us. */
export async function withInterrupts<T>({ first, again }: OnInterrupt, work: () => Promise<T>): Promise<T> {
  let count = 0;
  const onSignal = (): void => {
    count += 1;
    if (count === 1) first();
    else again();
  };
  process.on('SIGINT', onSignal);
  try {
    return await work();
  } finally {
    process.off('SIGINT', onSignal);
  }
}
