// Types of the part of the package fft.js that composition uses.
declare module 'fft.js' {
  /** Transforms of one power-of-two size; complex arrays interleave real and imaginary parts. */
  export default class FFT {
    constructor(size: number);
    /** Fills the first half of the spectrum of real `data`, up to and with the middle. */
    realTransform(out: Float64Array, data: Float64Array): void;
    /** Fills the second half of a spectrum by conjugate symmetry. */
    completeSpectrum(spectrum: Float64Array): void;
    /** Inverse of the complex transform, divided by the size. */
    inverseTransform(out: Float64Array, spectrum: Float64Array): void;
  }
}
