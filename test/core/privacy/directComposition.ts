// An oracle for composition: repeated convolution term by term, slow, but without transforms, tilts and wrapped windows.
import type { DiscretePair } from '../../../src/core/privacy/pld/discretePair';

/** Losses (lowest + i)·interval with their probabilities. */
interface Losses {
  readonly interval: number;
  readonly lowest: number;
  readonly mass: Float64Array;
}

/** The composed loss of `count` steps, cut to a range: all terms are positive, so each sum keeps its relative precision. */
export function composeDirectly(pair: DiscretePair, count: number, range: { readonly from: number; readonly to: number }): Losses {
  let power: Losses = pair;
  let result: Losses | undefined;
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === undefined ? power : convolve(result, power, range);
    if (rest > 1) power = convolve(power, power, range);
  }
  return result ?? { interval: pair.interval, lowest: 0, mass: new Float64Array([1]) };
}

/** E[(1 − exp(ε − loss))₊], the definition of δ. */
export function deltaOf({ interval, lowest, mass }: Losses, epsilon: number): number {
  return mass.reduce((sum, probability, i) => {
    const loss = (lowest + i) * interval;
    return loss > epsilon ? sum - probability * Math.expm1(epsilon - loss) : sum;
  }, 0);
}

function convolve(a: Losses, b: Losses, range: { readonly from: number; readonly to: number }): Losses {
  const { interval } = a;
  const lowest = Math.max(a.lowest + b.lowest, Math.floor(range.from / interval));
  const highest = Math.min(a.lowest + a.mass.length + b.lowest + b.mass.length - 2, Math.ceil(range.to / interval));
  const mass = new Float64Array(Math.max(0, highest - lowest + 1));
  for (let i = 0; i < a.mass.length; i++) {
    const shift = a.lowest + i + b.lowest - lowest;
    const end = Math.min(b.mass.length, mass.length - shift);
    for (let j = Math.max(0, -shift); j < end; j++) mass[shift + j] += a.mass[i] * b.mass[j];
  }
  return { interval, lowest, mass };
}
