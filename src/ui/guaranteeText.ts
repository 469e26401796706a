// ε in the words of the editor's language: never without δ, unit, neighbouring relation and accountant.
import type { Guarantee } from '../core/privacy/guarantee';
import { deltaText, epsilonText } from '../core/privacy/guaranteeText';
import type { Translate } from './translate';

/** The only unit and relation that guarantees have today. */
export const meaningText = (t: Translate): string => t('unit: one record; neighbours: add or remove one');

/** `ε 2.31 at δ 1e-4, by PLD (RDP: 2.64); unit: one record; neighbours: add or remove one` */
export const guaranteeText = ({ epsilon, delta }: Guarantee, t: Translate): string =>
  t('ε {0} at δ {1}, by PLD (RDP: {2}); {3}', epsilonText(epsilon.pld), deltaText(delta), epsilonText(epsilon.rdp), meaningText(t));

/** `ε 2.31 at δ 1e-4, by the Rényi filter of order 8; unit: one record; neighbours: add or remove one` */
export const filterText = (epsilon: string, delta: number, order: number, t: Translate): string =>
  t('ε {0} at δ {1}, by the Rényi filter of order {2}; {3}', epsilon, deltaText(delta), order, meaningText(t));

/** What is left of a budget, rounded down: it may be understated, never overstated. */
export const leftText = (epsilon: number): string => (Math.floor(epsilon * 100 + 1e-9) / 100).toFixed(2);
