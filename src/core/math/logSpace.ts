// Sums of numbers that are known by their logarithms.

/** ln(1 + eᵃ) without overflow, and without loss when eᵃ is tiny. */
export const log1pExp = (a: number): number => (a > 36 ? a : Math.log1p(Math.exp(a)));

/** Adds up numbers given by their logarithms, one at a time. */
export class LogSum {
  private high = -Infinity;
  private scaled = 0;

  add(logTerm: number): void {
    if (logTerm === -Infinity) return;
    if (logTerm > this.high) {
      this.scaled = this.scaled * Math.exp(this.high - logTerm) + 1;
      this.high = logTerm;
    } else {
      this.scaled += Math.exp(logTerm - this.high);
    }
  }

  /** ln of the sum; −∞ when nothing was added. */
  get log(): number {
    return this.high + Math.log(this.scaled);
  }
}
