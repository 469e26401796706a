// ε in the words of the editor's language: never without δ, unit, neighbouring relation and accountant.
import type { Guarantee } from '../core/privacy/guarantee';
import { deltaText, epsilonText } from '../core/privacy/guaranteeText';
import type { LedgerUnit, PrivacyUnit } from '../core/privacy/unit';
import type { Translate } from './translate';

/** `unit: one record; neighbours: add or remove one` */
export const meaningText = (unit: LedgerUnit | PrivacyUnit, t: Translate): string => t('unit: {0}; neighbours: add or remove one', unitText(unit, t));

/** `all records of one “author”, at most 5`; of a ledger without the bound, which is that of each run. */
function unitText(unit: LedgerUnit | PrivacyUnit, t: Translate): string {
  if (unit === 'record') return t('one record');
  return 'maxRecords' in unit ? t('all records of one “{0}”, at most {1}', unit.column, unit.maxRecords) : t('all records of one “{0}”', unit.column);
}

/** `ε 2.31 at δ 1e-4, by PLD (RDP: 2.64); unit: one record; neighbours: add or remove one` */
export const guaranteeText = ({ epsilon, delta, unit }: Guarantee, t: Translate): string =>
  t('ε {0} at δ {1}, by PLD (RDP: {2}); {3}', epsilonText(epsilon.pld), deltaText(delta), epsilonText(epsilon.rdp), meaningText(unit, t));

/** `ε 2.31 at δ 1e-4, by the Rényi filter of order 8; unit: one record; neighbours: add or remove one` */
export const filterText = (epsilon: string, delta: number, order: number, unit: LedgerUnit | PrivacyUnit, t: Translate): string =>
  t('ε {0} at δ {1}, by the Rényi filter of order {2}; {3}', epsilon, deltaText(delta), order, meaningText(unit, t));

/** What is left of a budget, rounded down: it may be understated, never overstated. */
export const leftText = (epsilon: number): string => (Math.floor(epsilon * 100 + 1e-9) / 100).toFixed(2);
