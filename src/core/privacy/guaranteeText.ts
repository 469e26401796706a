// ε as people read it: rounded up, and never without δ, unit, neighbouring relation and accountant.
import { assertNever } from '../../base/errors';
import type { Guarantee } from './guarantee';
import { unitText, type LedgerUnit, type PrivacyUnit } from './unit';

/**
 * Two decimals, or two significant digits below 0.1, rounded up: a guarantee may be understated, never overstated.
 * Infinity is ∞.
 */
export function epsilonText(epsilon: number): string {
  if (epsilon === Infinity) return '∞';
  if (epsilon === 0) return '0';
  const decimals = epsilon >= 0.1 ? 2 : 1 - Math.floor(Math.log10(epsilon));
  const nearest = epsilon.toFixed(decimals);
  // A last-digit error of the number itself is no reason to round 1.1 up to 1.11.
  return Number(nearest) >= epsilon * (1 - 1e-9) ? nearest : (Number(nearest) + 10 ** -decimals).toFixed(decimals);
}

/** `0.01`, `1e-4`, `2.5e-6`. */
export const deltaText = (delta: number): string => (delta >= 0.001 ? String(delta) : delta.toExponential());

/** What an ε is about, apart from δ and accountant. */
export interface Meaning extends Pick<Guarantee, 'neighbouringRelation'> {
  readonly unit: LedgerUnit | PrivacyUnit;
}

/** `unit: one record; neighbours: add or remove one` */
export const meaningText = ({ unit, neighbouringRelation }: Meaning): string => `unit: ${unitText(unit)}; neighbours: ${relationText(neighbouringRelation)}`;

/** The meaning where no data is at hand that could have another unit: of figures that people compute by themselves. */
export const meaning = { unit: 'record', neighbouringRelation: 'addOrRemoveOne' } as const satisfies Meaning;

/** One line: `ε 2.31 at δ 1e-4 by PLD (cross-check by RDP: 2.64); unit: one record; neighbours: add or remove one` */
export const guaranteeText = (guarantee: Guarantee): string =>
  `ε ${epsilonText(guarantee.epsilon.pld)} at δ ${deltaText(guarantee.delta)} by PLD (cross-check by RDP: ${epsilonText(guarantee.epsilon.rdp)}); ${meaningText(guarantee)}`;

function relationText(relation: Meaning['neighbouringRelation']): string {
  switch (relation) {
    case 'addOrRemoveOne':
      return 'add or remove one';
    default:
      return assertNever(relation);
  }
}

/** A lower bound of ε to two decimals, rounded down: it may be understated, never overstated. */
export const lowerBoundText = (bound: number): string => (Math.floor(bound * 100) / 100).toFixed(2);
