// What every privacy statement says about the limits of its guarantee.

export const assumptions: readonly string[] = [
  'The unit is one record. Somebody whose data is in several records is protected in each of them, not in all of them together.',
  'The number of records that the sampling rate is based on is public, as it was stated in the run file.',
  'Sampling and noise are drawn from the operating system’s cryptographic generator, and nobody has seen its state.',
  'The mathematics is of real numbers; what the rounding of floating-point arithmetic might reveal is not accounted for.',
  'Choosing hyper-parameters, or the best of several runs, by looking at results on the same data is not part of this ε; the total of the ledger counts all runs that were charged.',
];

export const notCovered: readonly string[] = [
  'Figures without noise on the training machine: losses, gradient norms, the load of the experts, batch sizes and timing. They stay in its store, and whoever has access to it sees them.',
  'Accuracy and other results on the test records, which are computed without noise; the test records were not trained on.',
  'Records of other data sets, and whatever else is published about the same people.',
];
