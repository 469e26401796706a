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
