// The result of a check of exactness: the verdict for everybody, the figures where they may be shown.
import { revealed, type Labelled } from '../../protocol/labelled';
import type { Exactness } from '../../services/gradientChecks';
import { askForFigures, type Disclose } from '../disclosure';
import type { Colours } from '../screen';

/** An error that is no number is not exact either. */
export const isExact = ({ worstRelativeError, tolerance }: Pick<Exactness, 'worstRelativeError' | 'tolerance'>): boolean => worstRelativeError <= tolerance;

export function exactnessLine(result: Labelled<Exactness>, disclose: Disclose, colours: Colours): string {
  const measured = revealed(result);
  const { tolerance, backend } = measured;
  const verdict = isExact(measured) ? colours.green('Clipping is exact') : colours.red('Clipping is NOT exact');
  const shown = disclose(result);
  if (shown === undefined) return `${verdict} to the tolerance ${tolerance}, compared with records one at a time on the ${backend} backend. ${askForFigures('exactness')}`;
  const { worstRelativeError, worstParameter, records, units } = shown;
  const where = `worst relative error ${worstRelativeError.toExponential(1)} in ${worstParameter}`;
  return `${verdict}: ${where}, over ${records} records${units === records ? '' : ` of ${units} units`} one at a time on the ${backend} backend (tolerance ${tolerance}).`;
}

export function exactnessJson(result: Labelled<Exactness>, disclose: Disclose): object {
  const measured = revealed(result);
  const { backend, tolerance } = measured;
  return { exact: isExact(measured), backend, tolerance, ...disclose(result) };
}
