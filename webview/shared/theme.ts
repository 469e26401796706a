// Colours of the editor's theme, as canvases need them, and word of every change of the theme.
import { over, parseColour, readable, type Colour } from './colour';

export interface Theme {
  readonly background: Colour;
  /** Behind panels and their charts. */
  readonly surface: Colour;
  readonly foreground: Colour;
  readonly muted: Colour;
  readonly grid: Colour;
  readonly focus: Colour;
  readonly warning: Colour;
  readonly error: Colour;
  /** Six hues that all contrast with the background; see {@link seriesStyle} for more series than that. */
  readonly hues: readonly Colour[];
  readonly highContrast: boolean;
  /** True when nothing may move by itself. */
  readonly reducedMotion: boolean;
  readonly font: string;
}

/** Neighbours differ in lightness too, for people who confuse red and green. Orange stands last: in one theme it is a second blue. */
const hueNames = ['blue', 'yellow', 'green', 'purple', 'red', 'orange'];

/** Solid first: after all hues are used once, lines of the next round are told apart by their dashes, and so on. */
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [3, 6]];

const markers = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'] as const;

export type Marker = (typeof markers)[number];

export interface SeriesStyle {
  /** Index into the hues of the theme. */
  readonly hue: number;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** How the series with this index is drawn, the same in every chart and theme; 36 differ before they repeat. */
export function seriesStyle(index: number): SeriesStyle {
  const round = Math.floor(index / hueNames.length) % dashes.length;
  return { hue: index % hueNames.length, dash: dashes[round], marker: markers[round] };
}

let current: Theme | undefined;

/** The theme now; read once after each change. */
export function theme(): Theme {
  current ??= readTheme();
  return current;
}

/** Calls back after every change of the theme. @returns the end of it */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(() => {
    current = undefined;
    changed();
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  // The editor sets the tokens on the root element, not always together with the class.
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}

function readTheme(): Theme {
  const tokens = getComputedStyle(document.documentElement);
  const classes = document.body.classList;
  const dark = !classes.contains('vscode-light') && !classes.contains('vscode-high-contrast-light');
  const token = (name: string, fallback: Colour): Colour => parseColour(tokens.getPropertyValue(`--vscode-${name}`)) ?? fallback;
  const background = token('editor-background', dark ? black : white);
  const foreground = token('editor-foreground', dark ? white : black);
  return {
    background,
    surface: over(token('editorWidget-background', background), background),
    foreground,
    muted: over(token('descriptionForeground', foreground), background),
    grid: over({ ...token('charts-lines', foreground), alpha: 0.18 }, background),
    focus: token('focusBorder', foreground),
    warning: readable(token('editorWarning-foreground', foreground), background, foreground),
    error: readable(token('errorForeground', foreground), background, foreground),
    hues: hueNames.map((name) => readable(token(`charts-${name}`, foreground), background, foreground)),
    highContrast: classes.contains('vscode-high-contrast'),
    reducedMotion: classes.contains('vscode-reduce-motion'),
    font: tokens.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
  };
}

const black: Colour = { red: 0, green: 0, blue: 0, alpha: 1 };
const white: Colour = { red: 255, green: 255, blue: 255, alpha: 1 };
