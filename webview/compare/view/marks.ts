// Small marks beside names and figures: how a run is drawn, and what must not leave the machine.
import { html, svg, type TemplateResult } from 'lit';
import { cssColour } from '../../shared/colour';
import { explain } from '../../shared/mark';
import { seriesStyle, theme, type Marker } from '../../shared/theme';

export const hueOf = (style: number): string => cssColour(theme().hues[seriesStyle(style).hue]);

/** The run's marker around the middle of a drawing, for use inside of an svg. */
export const markerShape = (marker: Marker): TemplateResult<2> => svg`<path d=${outlines[marker]}></path>`;

const outlines: Readonly<Record<Marker, string>> = {
  circle: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z',
  square: 'M-4.5-4.5h9v9h-9z',
  triangle: 'M0-6L5.5 4.5h-11z',
  diamond: 'M0-6.5L6.5 0L0 6.5L-6.5 0z',
  cross: 'M-5-3l2-2l3 3l3-3l2 2l-3 3l3 3l-2 2l-3-3l-3 3l-2-2l3-3z',
  plus: 'M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z',
};

/** The mark on a single figure; where there are many, so no stop for the Tab key: the tooltip explains. */
export function sensitiveFigure(): TemplateResult {
  const { label, explanation } = explain('sensitive');
  return html`<span class="sensitive-figure" role="img" aria-label=${label} title=${explanation}>●</span>`;
}
