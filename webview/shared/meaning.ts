// What an ε on a page means: δ, accountant, unit and neighbouring relation in the language of the page.
import type { Guarantee } from '../../src/core/privacy/guarantee';
import { deltaText, epsilonText } from '../../src/core/privacy/guaranteeText';
import { t } from './translate';

/** The only unit and relation that guarantees have today. */
export const meaningText = (): string => t('unit: one record; neighbours: add or remove one');

/** `ε at δ 1e-4 by PLD; unit: one record; neighbours: add or remove one`, for headings over many of them. */
export const epsilonMeaning = ({ delta }: Guarantee): string => t('ε at δ {0} by PLD; {1}', deltaText(delta), meaningText());

/** `ε 2.31 at δ 1e-4, by PLD (RDP: 2.64); unit: one record; neighbours: add or remove one` */
export const guaranteeText = ({ epsilon, delta }: Guarantee): string =>
  t('ε {0} at δ {1}, by PLD (RDP: {2}); {3}', epsilonText(epsilon.pld), deltaText(delta), epsilonText(epsilon.rdp), meaningText());
