// From values to colours of a heat map: a place on a scale of 256, and the colours of those places in the theme.
import { assertNever } from '../../../src/base/errors';
import { mix, type Colour } from '../colour';
import type { Theme } from '../theme';

export type ColourScale =
  /** Multiples r of a fair share, at r² / (1 + r²): 1 in the middle, 0 and ∞ at the ends, a multiple as far from it as its inverse. */
  | { readonly kind: 'ratio' }
  /** From `least` to `most`, both above 0, in even steps of the logarithm. */
  | { readonly kind: 'magnitude'; readonly least: number; readonly most: number };

export const places = 256;

/** Place of a value on the scale, from 0 to 255; undefined for what is no number. Values beyond the ends take the ends. */
export function placeOf(scale: ColourScale, value: number): number | undefined {
  if (Number.isNaN(value)) return undefined;
  return Math.round((places - 1) * Math.min(1, Math.max(0, shareOf(scale, value))));
}

function shareOf(scale: ColourScale, value: number): number {
  switch (scale.kind) {
    case 'ratio':
      return 1 - 1 / (1 + value * value);
    case 'magnitude':
      if (value <= scale.least) return 0;
      return scale.most <= scale.least ? 1 : Math.log(value / scale.least) / Math.log(scale.most / scale.least);
    default:
      return assertNever(scale);
  }
}

/** Colour of every place as RGBA bytes in the order of image data. (256), little-endian as all platforms of the editor are */
export function colourTable(kind: ColourScale['kind'], theme: Theme): Uint32Array {
  const stops = stopsOf(kind, theme);
  return Uint32Array.from({ length: places }, (_, place) => packed(between(stops, place / (places - 1))));
}

/** Blue and red are told apart by people who confuse red and green; the middle stays close to the background, so that what is fair is quiet. */
function stopsOf(kind: ColourScale['kind'], { hues, background, foreground }: Theme): readonly Colour[] {
  const [blue, , , , red] = hues;
  const quiet = mix(background, foreground, 0.1);
  switch (kind) {
    case 'ratio':
      return [mix(blue, foreground, 0.15), mix(quiet, blue, 0.55), quiet, mix(quiet, red, 0.6), mix(red, foreground, 0.15)];
    case 'magnitude':
      return [quiet, mix(quiet, blue, 0.6), blue, mix(blue, foreground, 0.7)];
    default:
      return assertNever(kind);
  }
}

function between(stops: readonly Colour[], share: number): Colour {
  const at = share * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(at));
  return mix(stops[index], stops[index + 1], at - index);
}

const packed = ({ red, green, blue }: Colour): number => ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
