// Rounding that errs on a chosen side.

/** The next number of at most so many significant digits that is not below a positive value. */
export function roundedUp(value: number, digits: number): number {
  const nearest = Number(value.toPrecision(digits));
  if (nearest >= value) return nearest;
  const lastDigit = 10 ** (Math.floor(Math.log10(value)) - digits + 1);
  return Number((nearest + lastDigit).toPrecision(digits));
}

/** The next number of at most so many significant digits that is not above a positive value. */
export function roundedDown(value: number, digits: number): number {
  const nearest = Number(value.toPrecision(digits));
  if (nearest <= value) return nearest;
  const lastDigit = 10 ** (Math.floor(Math.log10(value)) - digits + 1);
  return Number((nearest - lastDigit).toPrecision(digits));
}
