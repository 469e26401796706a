// The result of a two-worlds check: what was compared, and whatever changed that must not.
import { assertNever } from '../../base/errors';
import { significant } from '../../base/numberText';
import { revealed, type Labelled } from '../../protocol/labelled';
import type { TwoWorlds } from '../../services/gradientChecks';
import { askForFigures, type Disclose } from '../disclosure';
import type { Colours } from '../screen';

type Violation = TwoWorlds['violations'][number];
type LeftOut = Violation['leftOut'];

/** Whether nothing changed that must not. */
export const agree = ({ violations }: Pick<TwoWorlds, 'violations'>): boolean => violations.length === 0;

/** What is left out: the unit of privacy. */
type Noun = 'record' | 'unit';

/** The verdict, and what was left out and what changed where that may be shown. */
export function twoWorldsText(result: Labelled<TwoWorlds>, noun: Noun, disclose: Disclose, colours: Colours): string {
  const report = revealed(result);
  const shown = disclose(result);
  const leftOut = shown === undefined ? '' : ` Left out in turn: ${leftOutText(shown.leftOut, noun)}.`;
  const how = `noise off, the same weights in both worlds at every step, on the ${report.backend} backend.${leftOut}`;
  if (agree(report)) {
    const others = report.tolerance === 0 ? `not a bit of any other ${noun}’s clipped gradient, wherever it stood in the batch` : `no other ${noun}’s clipped gradient by more than ${report.tolerance} of it, and no expert`;
    return `${colours.green('The two worlds agree')}: leaving out one ${noun} changed the clipped sum by at most its sensitivity, by that ${noun}’s own term, and ${others}; ${how}`;
  }
  const verdict = `${colours.red('The two worlds do NOT agree')}, so the guarantee does not hold for this model; ${how}`;
  if (shown === undefined) return `${verdict} ${askForFigures('twoWorlds')}`;
  const lines = shown.violations.map((violation) => `  step ${violation.step}, ${nameOf(violation.leftOut, noun)} left out: ${whatText(violation, noun)}`);
  return [verdict, ...new Set(lines)].join('\n');
}

export function twoWorldsJson(result: Labelled<TwoWorlds>, disclose: Disclose): object {
  const { backend, tolerance, violations } = revealed(result);
  return { agree: agree({ violations }), backend, tolerance, ...disclose(result) };
}

/** Counts by kind, in the order in which the kinds first come. */
function leftOutText(leftOut: readonly LeftOut[], noun: Noun): string {
  const spaced = leftOut.filter((kind) => kind === 'evenlySpaced').length;
  const names = leftOut.filter((kind) => kind !== 'evenlySpaced').map((kind) => nameOf(kind, noun));
  return [...names, ...(spaced === 0 ? [] : [`${spaced} evenly spaced over the data`])].join(', ');
}

function nameOf(leftOut: LeftOut, noun: Noun): string {
  switch (leftOut) {
    case 'longest':
      return `the longest ${noun}`;
    case 'shortest':
      return `the shortest ${noun}`;
    case 'evenlySpaced':
      return `a ${noun}`;
    default:
      return assertNever(leftOut);
  }
}

function whatText({ what, amount }: Violation, noun: Noun): string {
  switch (what) {
    case 'bound':
      return `it changed the sum by ${significant(amount)} times the sensitivity`;
    case 'sum':
      return `the sum changed by more than its own term: ${amount.toExponential(1)} of the sum`;
    case 'gradient':
      return `clipped gradients of other ${noun}s changed by up to ${amount.toExponential(1)} of them`;
    case 'experts':
      return `${amount} rows of other ${noun}s went to another expert`;
    default:
      return assertNever(what);
  }
}
