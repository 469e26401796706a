// How a list of ε says what each of them protects: once for all, or in a column where units of privacy differ.
import { meaningText, type Meaning } from '../../core/privacy/guaranteeText';
import type { LedgerUnit, PrivacyUnit } from '../../core/privacy/unit';
import type { Column } from './table';

export interface UnitColumn {
  /** For the heading of the list. */
  readonly meaning: string;
  /** One column, or none. */
  readonly columns: readonly Column[];
  /** As many cells. */
  cells(unit: LedgerUnit | PrivacyUnit): string[];
}

/** @param meanings of all rows */
export function unitColumn(meanings: readonly Meaning[]): UnitColumn {
  const texts = new Set(meanings.map(meaningText));
  if (texts.size <= 1) return { meaning: [...texts].join(), columns: [], cells: () => [] };
  return { meaning: 'unit: that of the row; neighbours: add or remove one', columns: [{ title: 'UNIT' }], cells: (unit) => [shortText(unit)] };
}

function shortText(unit: LedgerUnit | PrivacyUnit): string {
  if (unit === 'record') return 'record';
  return 'maxRecords' in unit ? `${unit.column}, ≤ ${unit.maxRecords} records` : unit.column;
}
