// What an ε on a page means: δ, accountant, unit and neighbouring relation in the language of the page.
import type { Guarantee } from '../../src/core/privacy/guarantee';
import type { PrivacyUnit } from '../../src/core/privacy/unit';
import { deltaText, epsilonText } from '../../src/core/privacy/guaranteeText';
import { t } from './translate';

/** `unit: one record; neighbours: add or remove one` */
export const meaningText = (unit: PrivacyUnit): string => t('unit: {0}; neighbours: add or remove one', unitText(unit));

/** `all records of one “author”, at most 5` */
const unitText = (unit: PrivacyUnit): string => (unit === 'record' ? t('one record') : t('all records of one “{0}”, at most {1}', unit.column, unit.maxRecords));

/** `ε at δ 1e-4 by PLD; unit: one record; neighbours: add or remove one`, for headings over many of them. */
export const epsilonMeaning = ({ delta, unit }: Guarantee): string => t('ε at δ {0} by PLD; {1}', deltaText(delta), meaningText(unit));

/** `ε 2.31 at δ 1e-4, by PLD (RDP: 2.64); unit: one record; neighbours: add or remove one` */
export const guaranteeText = ({ epsilon, delta, unit }: Guarantee): string =>
  t('ε {0} at δ {1}, by PLD (RDP: {2}); {3}', epsilonText(epsilon.pld), deltaText(delta), epsilonText(epsilon.rdp), meaningText(unit));
