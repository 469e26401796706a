// Composition: the distribution of a sum of independent losses, by the fast Fourier transform of exponentially tilted masses.
import FFT from 'fft.js';
import type { DiscretePair } from './discretePair';

/** A discretised step, and how often it is taken. */
export interface ComposedPart {
  readonly pair: DiscretePair;
  readonly count: number;
}

/** Losses (lowest + i)·interval, for i from 0 to below size, a power of two. */
export interface LossWindow {
  readonly interval: number;
  readonly lowest: number;
  readonly size: number;
}

/** Distribution of the composed loss in a window: the probability of loss l is mass·exp(logScale − tilt·l). */
export interface TiltedLoss extends LossWindow {
  readonly mass: Float64Array;
  readonly tilt: number;
  readonly logScale: number;
  /** What floating-point error may have done to one mass. */
  readonly rounding: number;
}

/**
 * Composes the finite losses of all parts. The masses are tilted by exp(tilt·loss) and normalised first, so that the losses near
 * the tilted mean, however improbable, come out with full relative precision: an untilted transform has an error of about 1e-16
 * times the number of steps everywhere. The sum is circular: a loss outside the window reappears inside, a multiple of its length
 * away; the caller bounds how much does.
 */
export function compose(parts: readonly ComposedPart[], tilt: number, window: LossWindow): TiltedLoss {
  const { size, lowest } = window;
  const transform = transformOfSize(size);
  const spectrum = new Float64Array(2 * size);
  const product = new Float64Array(2 * size);
  for (let k = 0; k <= size; k += 2) product[k] = 1;
  let logScale = 0;
  let steps = 0;
  for (const { pair, count } of parts) {
    const logTotal = logMassTilted(pair, tilt);
    transform.realTransform(spectrum, foldTilted(pair, tilt, logTotal, size));
    multiplyByPower(product, spectrum, count, size);
    logScale += count * logTotal;
    steps += count;
  }
  const rounding = roundingError(product, steps);
  transform.completeSpectrum(product);
  transform.inverseTransform(spectrum, product);
  const mass = new Float64Array(size);
  for (let i = 0; i < size; i++) mass[i] = spectrum[2 * modulo(lowest + i, size)];
  return { ...window, mass, tilt, logScale, rounding };
}

/** ln E_P[exp(tilt·loss)] over the finite losses of a pair. */
export function logMassTilted(pair: DiscretePair, tilt: number): number {
  const { mass, lowest, interval } = pair;
  let highest = -Infinity;
  for (let i = 0; i < mass.length; i++) highest = Math.max(highest, Math.log(mass[i]) + tilt * (lowest + i) * interval);
  let sum = 0;
  for (let i = 0; i < mass.length; i++) sum += Math.exp(Math.log(mass[i]) + tilt * (lowest + i) * interval - highest);
  return highest + Math.log(sum);
}

/** Tilted masses, normalised to 1, folded onto a circle of `size` losses. */
function foldTilted(pair: DiscretePair, tilt: number, logTotal: number, size: number): Float64Array {
  const { mass, lowest, interval } = pair;
  const folded = new Float64Array(size);
  for (let i = 0; i < mass.length; i++) {
    folded[modulo(lowest + i, size)] += Math.exp(Math.log(mass[i]) + tilt * (lowest + i) * interval - logTotal);
  }
  return folded;
}

/** product[k] *= spectrum[k]^count over the first half of the spectrum, by repeated squaring. */
function multiplyByPower(product: Float64Array, spectrum: Float64Array, count: number, size: number): void {
  for (let k = 0; k <= size; k += 2) {
    let re = product[k];
    let im = product[k + 1];
    let baseRe = spectrum[k];
    let baseIm = spectrum[k + 1];
    for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) {
        const previousRe = re;
        re = re * baseRe - im * baseIm;
        im = previousRe * baseIm + im * baseRe;
      }
      const squaredRe = baseRe * baseRe - baseIm * baseIm;
      baseIm *= 2 * baseRe;
      baseRe = squaredRe;
    }
    product[k] = re;
    product[k + 1] = im;
  }
}

/**
 * An allowance for rounding in one composed mass. The first transform leaves in each coefficient an error of about log₂(size) units
 * in the last place, spread evenly; with coefficients of modulus at most 1, the power multiplies it by at most `steps`; and the
 * inverse transform spreads its root mean square over all masses. Four times that is allowed.
 */
function roundingError(product: Float64Array, steps: number): number {
  const size = product.length / 2;
  let squares = 0;
  for (let k = 0; k <= size; k += 2) squares += 2 * (product[k] * product[k] + product[k + 1] * product[k + 1]);
  return (4 * Number.EPSILON * steps * Math.log2(size) * Math.sqrt(squares)) / size;
}

const transforms = new Map<number, FFT>();

/** Transforms keep tables of sines that take longer to make than to use. */
function transformOfSize(size: number): FFT {
  const known = transforms.get(size) ?? new FFT(size);
  transforms.set(size, known);
  return known;
}

const modulo = (value: number, size: number): number => ((value % size) + size) % size;
