// Draws line charts as small SVG files whose colours suit light and dark pages.
export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

const [width, height] = [640, 360];
const frame = { left: 72, right: 16, top: 40, bottom: 76 };
const colours = ['#3b82c4', '#d9822b', '#2f9e6e', '#b0559a'];

/** A logarithmic x axis with one tick for each x, and a linear y axis from 0. Every x is above 0. */
export function lineChart({ title, x, y, series }: Chart): string {
  const points = series.flatMap((each) => each.points);
  const ticks = [...new Set(points.map(([px]) => px))].sort((a, b) => a - b);
  const top = roundedUp(Math.max(...points.map(([, py]) => py)));
  const logs = ticks.map(Math.log2);
  const span = logs[logs.length - 1] - logs[0] || 1;
  const atX = (value: number): number => frame.left + ((Math.log2(value) - logs[0]) / span) * (width - frame.left - frame.right);
  const atY = (value: number): number => height - frame.bottom - (value / top) * (height - frame.top - frame.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const [value, level] = [top * share, fixed(atY(top * share))];
    return `<path class="grid" d="M${frame.left} ${level}H${width - frame.right}"/><text x="${frame.left - 8}" y="${level}" dy="4" text-anchor="end">${value.toLocaleString('en')}</text>`;
  });
  const labels = ticks.map((tick) => `<text x="${fixed(atX(tick))}" y="${height - frame.bottom + 18}" text-anchor="middle">${tick}</text>`);
  const lines = series.map((each, i) => {
    const path = each.points.map(([px, py], k) => `${k === 0 ? 'M' : 'L'}${fixed(atX(px))} ${fixed(atY(py))}`).join('');
    const dots = each.points.map(([px, py]) => `<circle cx="${fixed(atX(px))}" cy="${fixed(atY(py))}" r="3" fill="${colours[i % colours.length]}"/>`);
    return `<path d="${path}" fill="none" stroke="${colours[i % colours.length]}" stroke-width="2"${i % 2 === 1 ? ' stroke-dasharray="6 3"' : ''}/>${dots.join('')}`;
  });
  const legend = series.map((each, i) => {
    const left = frame.left + i * 140;
    return `<path d="M${left} ${height - 14}h20" stroke="${colours[i % colours.length]}" stroke-width="2"${i % 2 === 1 ? ' stroke-dasharray="6 3"' : ''}/><text x="${left + 26}" y="${height - 10}">${escaped(each.label)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:12px sans-serif;fill:#57606a}.grid{stroke:#8886;fill:none}.title{font-size:14px}@media(prefers-color-scheme:dark){text{fill:#adbac7}}</style>',
    `<text class="title" x="${frame.left}" y="20">${escaped(title)}</text>`,
    ...grid,
    ...labels,
    `<text x="${(frame.left + width - frame.right) / 2}" y="${height - frame.bottom + 40}" text-anchor="middle">${escaped(x)}</text>`,
    `<text x="16" y="${(frame.top + height - frame.bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(frame.top + height - frame.bottom) / 2})">${escaped(y)}</text>`,
    ...lines,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

/** The next of 1, 2, 4, 6, 8 times a power of ten, so that the four lines of the grid have round values. */
function roundedUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 8].find((step) => step * unit >= value) ?? 10) * unit;
}

const fixed = (value: number): string => String(Math.round(10 * value) / 10);

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
