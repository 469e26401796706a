// The unit of privacy: whose presence in the data a guarantee hides.

/**
 * All records that have one value in a column, such as a patient or an author.
 * Names of members as in the run file.
 */
export interface ColumnUnit {
  readonly column: string;
  /** Most records of one unit that are used; how many there are beyond it changes nothing that is released. */
  readonly maxRecords: number;
}

/**
 * Neighbouring data sets differ by adding or removing one unit: a single record, or everything that one value of a column stands
 * for. An ε for one unit says nothing about another.
 */
export type PrivacyUnit = 'record' | ColumnUnit;

/** What all charges on one ledger protect. Without the bound, which may be another in each run, see {@link addUp}. */
export type LedgerUnit = 'record' | Pick<ColumnUnit, 'column'>;

export const ledgerUnitOf = (unit: PrivacyUnit): LedgerUnit => (unit === 'record' ? unit : { column: unit.column });

/**
 * Whether charges for one unit and for another add up: for the record, and for the same column whatever the bounds.
 *
 * Whatever its bound, a run sees of each unit a choice of its records that is made by looking at no other unit, and bounds what they add
 * together. So adding or removing all records of one unit changes one bounded term of every step of every run: all runs have the same
 * neighbouring data sets, which is what composition asks for.
 */
export const addUp = (one: LedgerUnit, other: LedgerUnit): boolean => (one === 'record' || other === 'record' ? one === other : one.column === other.column);

/** `one record`, `all records of one “patient”, at most 5`, and of a ledger `all records of one “patient”`. */
export function unitText(unit: LedgerUnit | PrivacyUnit): string {
  if (unit === 'record') return 'one record';
  const bound = 'maxRecords' in unit ? `, at most ${unit.maxRecords}` : '';
  return `all records of one “${unit.column}”${bound}`;
}
