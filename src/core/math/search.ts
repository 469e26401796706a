// One-dimensional searches: where a falling function reaches zero, and where a function with one valley is least.

/** Where to search, and how closely. */
interface Range {
  readonly low: number;
  readonly high: number;
  /** Width of the bracket at which the search ends. */
  readonly tolerance: number;
}

/**
 * The smallest x in the range with f(x) ≤ 0, for an f that falls from above 0 to below; rounded up, so that f(x) ≤ 0 holds for
 * the result itself. False position with the Illinois correction; every third step bisects, which also serves infinite values.
 * @returns at most `tolerance` above the smallest; undefined when f is above 0 on the whole range
 */
export function smallestSatisfying(f: (x: number) => number, { low, high, tolerance }: Range): number | undefined {
  let failing = low;
  let fitting = high;
  let atFailing = f(failing);
  if (atFailing <= 0) return failing;
  let atFitting = f(fitting);
  if (atFitting > 0) return undefined;
  for (let round = 1; fitting - failing > tolerance; round++) {
    const share = atFailing / (atFailing - atFitting);
    const bisect = round % 3 === 0 || !(share > 0 && share < 1);
    // A step that stays half a tolerance inside the bracket can close it from either side.
    const x = bisect
      ? (failing + fitting) / 2
      : Math.min(Math.max(failing + share * (fitting - failing), failing + tolerance / 2), fitting - tolerance / 2);
    const value = f(x);
    if (value > 0) {
      failing = x;
      atFailing = value;
      atFitting /= 2;
    } else {
      fitting = x;
      atFitting = value;
      atFailing /= 2;
    }
  }
  return fitting;
}
