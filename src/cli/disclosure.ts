// Decides where a sensitive figure may be shown: on a terminal, or wherever somebody asked for it by name.
import { artefactLabels, type ArtefactName } from '../protocol/artefactLabels';
import { revealed, type Labelled } from '../protocol/labelled';
import type { Context } from './context';
import type { SensitiveOptions } from './options';
import type { Screen } from './screen';

/** Gives the value of a figure that may be shown, and undefined for one that may not or is not there. */
export type Disclose = <T>(figure: Labelled<T> | undefined) => T | undefined;

export const disclosing =
  (sensitiveToo: boolean): Disclose =>
  (figure) =>
    figure === undefined || (figure.sensitivity === 'sensitive' && !sensitiveToo) ? undefined : revealed(figure);

/** For one stream. JSON goes to machines, so its writer must be asked even when a terminal shows it. */
export const discloseOn = ({ json }: Pick<Context, 'json'>, { isTerminal }: Pick<Screen, 'isTerminal'>, { showSensitive = false }: SensitiveOptions): Disclose =>
  disclosing(showSensitive || (isTerminal && !json));

/** Stands in the place of figures that may not be shown. */
export const askForFigures = (artefact: ArtefactName): string => `${artefactLabels[artefact].why} They are shown with --show-sensitive.`;
