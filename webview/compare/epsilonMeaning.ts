// What an ε on the page means, for headings over many of them.
import type { Guarantee } from '../../src/core/privacy/guarantee';
import { deltaText, meaningText } from '../../src/core/privacy/guaranteeText';

/** `ε at δ 1e-4 by PLD; unit: one record; neighbours: add or remove one` */
export const epsilonMeaning = (guarantee: Guarantee): string => `ε at δ ${deltaText(guarantee.delta)} by PLD; ${meaningText(guarantee)}`;
