// What every privacy statement says about the limits of its guarantee.
import type { LedgerUnit, PrivacyUnit } from '../../core/privacy/unit';

const alwaysAssumed = (unit: LedgerUnit | PrivacyUnit): string[] => [
  unitText(unit),
  'Batches are Poisson samples: in every step each unit joins independently of all others. The number of units that the sampling rate is based on is public, as it was stated in the run file.',
  'Sampling and noise are drawn from the operating system’s cryptographic generator, and nobody has seen its state.',
  'The mathematics is of real numbers; what the rounding of floating-point arithmetic might reveal is not accounted for.',
];

function unitText(unit: LedgerUnit | PrivacyUnit): string {
  if (unit === 'record') return 'The unit is one record. Somebody whose data is in several records is protected in each of them, not in all of them together.';
  const bound = 'maxRecords' in unit ? `At most ${unit.maxRecords} of them were used` : 'Each run used at most so many of them as it says';
  return (
    `The unit is all records of one “${unit.column}”, whose gradients are added up before they are bounded: they are protected together. ${bound}, ` +
    'chosen from those of this unit alone; records beyond that were left out, and so were duplicates inside a unit, which the guarantee covers. What others’ records say about somebody is not hidden, and it takes a column that tells rightly whose a record is.'
  );
}

export const runAssumptions = (unit: PrivacyUnit): string[] => [
  ...alwaysAssumed(unit),
  'Choosing hyper-parameters, or the best of several runs, by looking at results on the same data is not part of this ε; the total of the ledger counts all runs that were charged.',
];

export const dataSetAssumptions = (unit: LedgerUnit): string[] => [
  ...alwaysAssumed(unit),
  'What was trained on these records elsewhere, without this ledger, is not known to it.',
  'Other data counts as the same by the texts that are trained on. Another text column of the same records, or texts that were all rewritten, is other data to the ledger; so is data with only a few of the texts: the people it has in common have the sum of both totals.',
];

/** Duplicates are looked for inside a unit alone where a unit holds several records, see `src/data/units.ts`; cleaning is for built-in data. */
const acrossUnits = (unit: LedgerUnit | PrivacyUnit): string[] =>
  unit === 'record' ? ['Cleaning and leaving out duplicates, which looked across records: the guarantee is about the records that were left.'] : [];

export const notCovered = (unit: LedgerUnit | PrivacyUnit): string[] => [
  ...acrossUnits(unit),
  'How long steps took, and anything else that can be told from the machine while it trains.',
  'Whatever was shown on a screen: figures without noise, such as losses, gradient norms, the load of the experts and batch sizes, stay in the store of the training machine, and whoever has access to it sees them.',
  'Accuracy and other results on the test records that were computed without noise; the test records were not trained on.',
  'Records of other data sets, and whatever else is published about the same people.',
];
