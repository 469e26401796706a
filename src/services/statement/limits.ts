// What every privacy statement says about the limits of its guarantee.

const alwaysAssumed: readonly string[] = [
  'The unit is one record. Somebody whose data is in several records is protected in each of them, not in all of them together.',
  'Batches are Poisson samples: in every step each record joins independently of all others. The number of records that the sampling rate is based on is public, as it was stated in the run file.',
  'Sampling and noise are drawn from the operating system’s cryptographic generator, and nobody has seen its state.',
  'The mathematics is of real numbers; what the rounding of floating-point arithmetic might reveal is not accounted for.',
];

export const runAssumptions: readonly string[] = [
  ...alwaysAssumed,
  'Choosing hyper-parameters, or the best of several runs, by looking at results on the same data is not part of this ε; the total of the ledger counts all runs that were charged.',
];

export const dataSetAssumptions: readonly string[] = [
  ...alwaysAssumed,
  'What was trained on these records elsewhere, without this ledger, is not known to it.',
];

export const notCovered: readonly string[] = [
  'Cleaning and leaving out duplicates, which looked across records: the guarantee is about the records that were left.',
  'How long steps took, and anything else that can be told from the machine while it trains.',
  'Whatever was shown on a screen: figures without noise, such as losses, gradient norms, the load of the experts and batch sizes, stay in the store of the training machine, and whoever has access to it sees them.',
  'Accuracy and other results on the test records that were computed without noise; the test records were not trained on.',
  'Records of other data sets, and whatever else is published about the same people.',
];
