// One-dimensional searches: where a falling function reaches zero, and where a function with one valley is least.

/** Two points between which a falling function crosses zero: above zero at `failing`, at or below it at `fitting`. */
export interface Bracket {
  readonly failing: number;
  readonly fitting: number;
}

/**
 * The smallest x with f(x) ≤ 0 of a falling f, rounded up so that f(x) ≤ 0 holds for the result itself.
 * False position with the Illinois correction (Dowell & Jarratt 1971); it bisects where f is infinite, and whenever two rounds
 * have not halved the bracket.
 * @returns at most `tolerance` above the smallest
 */
export function smallestSatisfying(f: (x: number) => number, bracket: Bracket, tolerance: number): number {
  const { failing, fitting } = bracket;
  const atFailing = f(failing);
  if (atFailing <= 0) return failing;
  return narrowed(f, { failing, fitting, atFailing, atFitting: f(fitting) }, tolerance);
}

/** A bracket, and the values of the function at both of its points. */
interface MeasuredBracket extends Bracket {
  readonly atFailing: number;
  readonly atFitting: number;
}

function narrowed(f: (x: number) => number, bracket: MeasuredBracket, tolerance: number): number {
  let { failing, fitting, atFailing, atFitting } = bracket;
  let lastMoved: 'failing' | 'fitting' | undefined;
  let widthBefore = Infinity;
  for (let round = 1; fitting - failing > tolerance; round++) {
    const width = fitting - failing;
    const slow = round % 3 === 0 && width > widthBefore / 2;
    if (round % 3 === 0) widthBefore = width;
    const share = atFailing / (atFailing - atFitting);
    // Half a tolerance inside the bracket, so that the last step closes it from either side.
    const inside = Math.min(Math.max(failing + share * width, failing + tolerance / 2), fitting - tolerance / 2);
    const x = slow || !(share > 0 && share < 1) ? failing + width / 2 : inside;
    const value = f(x);
    const moved = value > 0 ? 'failing' : 'fitting';
    if (moved === 'failing') {
      failing = x;
      atFailing = value;
      if (lastMoved === moved) atFitting /= 2;
    } else {
      fitting = x;
      atFitting = value;
      if (lastMoved === moved) atFailing /= 2;
    }
    lastMoved = moved;
  }
  return fitting;
}

/**
 * {@link smallestSatisfying} without a bracket: looks around a guess for one, in strides that double, within limits. The first stride is
 * what f is off there, which reaches the root at once where f falls at least as steeply as −x. Nothing is measured twice.
 * @returns undefined when f is above 0 up to the upper limit, and the lower limit when f is at or below 0 already there
 */
export function smallestFrom(f: (x: number) => number, guess: number, limits: Bracket, tolerance: number): number | undefined {
  let at = guess;
  let value = f(guess);
  const guessFails = value > 0;
  const limit = guessFails ? limits.fitting : limits.failing;
  for (let stride = Math.min(Math.max(Math.abs(value), tolerance), widestStride); at !== limit; stride *= 2) {
    const next = guessFails ? Math.min(at + stride, limit) : Math.max(at - stride, limit);
    const nextValue = f(next);
    if (guessFails && nextValue <= 0) return narrowed(f, { failing: at, atFailing: value, fitting: next, atFitting: nextValue }, tolerance);
    if (!guessFails && nextValue > 0) return narrowed(f, { failing: next, atFailing: nextValue, fitting: at, atFitting: value }, tolerance);
    at = next;
    value = nextValue;
  }
  return guessFails ? undefined : at;
}

/** Of the first strides. */
const widestStride = 0.125;

/** Where a function is least, and its value there. */
export interface Valley {
  readonly at: number;
  readonly value: number;
}

/**
 * The least value over x > 0 of a function that falls and then rises, by golden section on the scale of ln x.
 * Plateaus of Infinity are allowed on the right of the valley.
 * @param start a guess at the scale of x
 * @param limit largest x that is tried; the least value at or below it is returned when the function still falls there
 * @returns within 2 % of the place, which a valley forgives: its value is off by the square of that
 */
export function valley(f: (x: number) => number, start: number, limit = Infinity): Valley {
  const at = (logX: number): Valley => ({ at: Math.exp(logX), value: f(Math.exp(logX)) });
  const stride = Math.LN2;
  let middle = at(Math.log(Math.min(start, limit)));
  let left = at(Math.log(middle.at) - stride);
  let right = at(Math.log(middle.at) + stride);
  while (left.value < middle.value || middle.value === Infinity) {
    [middle, right] = [left, middle];
    left = at(Math.log(middle.at) - stride);
    if (left.at < 1e-12) return middle;
  }
  while (right.value < middle.value) {
    if (right.at > limit) return middle;
    [left, middle] = [middle, right];
    right = at(Math.log(middle.at) + stride);
  }
  return goldenSection(at, Math.log(left.at), Math.log(right.at));
}

function goldenSection(at: (logX: number) => Valley, low: number, high: number): Valley {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [from, to] = [low, high];
  let inner = at(to - ratio * (to - from));
  let outer = at(from + ratio * (to - from));
  while (to - from > 0.04) {
    if (inner.value <= outer.value) {
      to = Math.log(outer.at);
      [inner, outer] = [at(to - ratio * (to - from)), inner];
    } else {
      from = Math.log(inner.at);
      [inner, outer] = [outer, at(from + ratio * (to - from))];
    }
  }
  return inner.value <= outer.value ? inner : outer;
}
