// Remembers what was worked out, up to a number of values.

/**
 * A function that works a value out on the first call with a key, and returns the same value on later ones. When it holds `most`
 * values it forgets them all: simpler than forgetting the oldest, and as good where few keys are in use at any time.
 */
export function memo<T>(most: number): (key: string, work: () => T) => T {
  const known = new Map<string, T>();
  return (key, work) => {
    if (known.has(key)) return known.get(key)!;
    const value = work();
    if (known.size >= most) known.clear();
    known.set(key, value);
    return value;
  };
}

/** {@link memo} for work that takes a while: whoever asks meanwhile waits for the same work, and what failed is worked out again. */
export interface Promised<T> {
  get(key: string, work: () => Promise<T>): Promise<T>;
  /** What is known or under way; undefined when it has to be worked out. */
  peek(key: string): Promise<T> | undefined;
  /** Puts a value in that was found elsewhere. */
  put(key: string, value: T): void;
}

export function promisedMemo<T>(most: number): Promised<T> {
  const known = new Map<string, Promise<T>>();
  const keep = (key: string, value: Promise<T>): void => {
    if (known.size >= most) known.clear();
    known.set(key, value);
  };
  return {
    get(key, work) {
      const before = known.get(key);
      if (before !== undefined) return before;
      const value = work();
      keep(key, value);
      value.catch(() => {
        if (known.get(key) === value) known.delete(key);
      });
      return value;
    },
    peek: (key) => known.get(key),
    put: (key, value) => keep(key, Promise.resolve(value)),
  };
}
