// Colours as numbers: reading them, mixing them evenly to the eye, and keeping enough contrast.

/** Red, green and blue in [0, 255], opacity in [0, 1]. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/**
 * Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` and `rgba(…)`: the forms in which the editor hands out theme colours.
 * Undefined for anything else.
 */
export function parseColour(text: string): Colour | undefined {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) return parseHex(hex);
  const parts = /^rgba?\(([^)]*)\)$/i.exec(text.trim())?.[1]?.split(/[\s,/]+/).map(Number);
  if (parts === undefined || parts.length < 3 || parts.some(Number.isNaN)) return undefined;
  return { red: parts[0], green: parts[1], blue: parts[2], alpha: parts[3] ?? 1 };
}

function parseHex(digits: string): Colour | undefined {
  const long = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  if (long.length !== 6 && long.length !== 8) return undefined;
  const [red, green, blue, alpha = 255] = long.match(/../g)!.map((pair) => parseInt(pair, 16));
  return { red, green, blue, alpha: alpha / 255 };
}

export const cssColour = ({ red, green, blue, alpha }: Colour): string =>
  `rgba(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)}, ${Number(alpha.toFixed(3))})`;

export const withAlpha = (colour: Colour, alpha: number): Colour => ({ ...colour, alpha });

/** What is seen when `colour` lies on an opaque background. */
export const over = (colour: Colour, background: Colour): Colour => ({
  red: colour.red * colour.alpha + background.red * (1 - colour.alpha),
  green: colour.green * colour.alpha + background.green * (1 - colour.alpha),
  blue: colour.blue * colour.alpha + background.blue * (1 - colour.alpha),
  alpha: 1,
});

/** From `from` (share 0) to `to` (share 1), in even steps to the eye: mixed in Oklab (Ottosson 2020). Opaque colours only. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const [a, b] = [oklab(from), oklab(to)];
  return fromOklab(a.map((value, i) => value + (b[i] - value) * share));
}

/** Contrast ratio of two opaque colours, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The colour itself when it contrasts enough with the background; else the nearest mix with the foreground that does.
 * Falls back to the foreground.
 */
export function readable(colour: Colour, background: Colour, foreground: Colour, least = 3): Colour {
  const opaque = over(colour, background);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(opaque, foreground, share);
    if (contrast(mixed, background) >= least) return share === 0 ? opaque : mixed;
  }
  return foreground;
}

const linear = (channel: number): number => {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};

const gamma = (value: number): number => {
  const clipped = Math.min(1, Math.max(0, value));
  return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
};

const luminance = ({ red, green, blue }: Colour): number => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

function oklab({ red, green, blue }: Colour): number[] {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: number[]): Colour {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    red: gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    green: gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    blue: gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    alpha: 1,
  };
}
