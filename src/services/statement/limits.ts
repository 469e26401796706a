// What every privacy statement says about the limits of its guarantee.
import type { PrivacyUnit } from '../../core/privacy/unit';

const alwaysAssumed = (unit: PrivacyUnit): string[] => [
  unitText(unit),
  'Batches are Poisson samples: in every step each unit joins independently of all others. The number of units that the sampling rate is based on is public, as it was stated in the run file.',
  'Sampling and noise are drawn from the operating system’s cryptographic generator, and nobody has seen its state.',
  'The mathematics is of real numbers; what the rounding of floating-point arithmetic might reveal is not accounted for.',
];

function unitText(unit: PrivacyUnit): string {
  if (unit === 'record') return 'The unit is one record. Somebody whose data is in several records is protected in each of them, not in all of them together.';
  return (
    `The unit is all records of one “${unit.column}”, whose gradients are added up before they are bounded: they are protected together. At most ${unit.maxRecords} of them were used, ` +
    'chosen from those of this unit alone. What others’ records say about somebody is not hidden, and it takes a column that tells rightly whose a record is.'
  );
}

export const runAssumptions = (unit: PrivacyUnit): string[] => [
  ...alwaysAssumed(unit),
  'Choosing hyper-parameters, or the best of several runs, by looking at results on the same data is not part of this ε; the total of the ledger counts all runs that were charged.',
];

export const dataSetAssumptions = (unit: PrivacyUnit): string[] => [
  ...alwaysAssumed(unit),
  'What was trained on these records elsewhere, without this ledger, is not known to it.',
  'Other data counts as the same by the texts that are trained on. Another text column of the same records, or texts that were all rewritten, is other data to the ledger; so is data with only a few of the texts: the people it has in common have the sum of both totals.',
];

export const notCovered: readonly string[] = [
  'Cleaning and leaving out duplicates, which looked across records: the guarantee is about the records that were left.',
  'How long steps took, and anything else that can be told from the machine while it trains.',
  'Whatever was shown on a screen: figures without noise, such as losses, gradient norms, the load of the experts and batch sizes, stay in the store of the training machine, and whoever has access to it sees them.',
  'Accuracy and other results on the test records that were computed without noise; the test records were not trained on.',
  'Records of other data sets, and whatever else is published about the same people.',
];
