// Exponential smoothing of noisy series.

/**
 * Exponential moving average with the bias of its start taken off, as TensorBoard draws it: s ← w·s + (1 − w)·v, shown as
 * s / (1 − wᵗ). Weight 0 gives the values themselves. Values that are no number are passed over and stay where they are.
 * @param weight of the past, in [0, 1)
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  if (weight === 0) return values;
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let missing = 1;
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      smoothed[i] = value;
      return;
    }
    sum = weight * sum + (1 - weight) * value;
    missing *= weight;
    smoothed[i] = sum / (1 - missing);
  });
  return smoothed;
}
