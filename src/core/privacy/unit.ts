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

/** `one record`, or `all records of one “patient”, at most 5`. */
export const unitText = (unit: PrivacyUnit): string => (unit === 'record' ? 'one record' : `all records of one “${unit.column}”, at most ${unit.maxRecords}`);
