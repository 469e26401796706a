// Heat map of experts over steps on a canvas, with a read-out by mouse and keyboard, a colour scale, and the data as a table.
import { html, nothing, render, type TemplateResult } from 'lit';
import { stepsText } from '../format';
import { cancelInFrame, inFrame } from '../frames';
import { livePart, type LivePart } from '../livePart';
import { watchOnScreen } from '../onScreen';
import { onThemeChange, theme } from '../theme';
import { t } from '../translate';
import { Announcer } from './announcer';
import { colourTable, placeOf, places, type ColourScale } from './colourScale';
import { movedCursor } from './cursorKeys';
import { cellText, heatColumns, heatTable, type HeatColumns, type HeatMapModel } from './heatModel';
import { pagedTable, type TablePosition } from './pagedTable';

/**
 * Goes into the start tag of an empty element: `<div class="heat-map" ${heatMap(model)}></div>`.
 * - Left and Right move the cursor over the steps, Up and Down over the experts, Home, End and Page Up/Down as in a line chart.
 * - Off screen it draws nothing; on screen it shares frames with the other charts.
 */
export const heatMap = livePart<HeatMapModel>((host) => new HeatMap(host));

interface Cell {
  readonly column: number;
  readonly expert: number;
}

class HeatMap implements LivePart<HeatMapModel> {
  private readonly top = document.createElement('div');
  private readonly field = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private readonly box = document.createElement('div');
  private readonly bottom = document.createElement('div');
  private readonly announcer: Announcer;
  private readonly endings: (() => void)[];
  private model: HeatMapModel | undefined;
  private columns: HeatColumns = { first: 0, columns: 0, bucketAt: new Int32Array(0) };
  private cell: Cell | undefined;
  private table: TablePosition = { open: false, page: 0 };
  private visible = false;
  private drawn: unknown;

  constructor(private readonly host: HTMLElement) {
    this.field.className = 'field';
    this.field.tabIndex = 0;
    this.field.setAttribute('role', 'application');
    this.field.setAttribute('aria-roledescription', t('heat map'));
    this.box.className = 'cursor-box';
    this.box.hidden = true;
    this.field.append(this.canvas, this.box);
    this.host.append(this.top, this.field, this.bottom);
    this.announcer = new Announcer(this.host);
    this.field.addEventListener('pointermove', this.pointed);
    this.field.addEventListener('pointerleave', () => this.moveTo(undefined));
    this.field.addEventListener('keydown', this.keyPressed);
    this.endings = [
      onThemeChange(() => {
        this.drawn = undefined;
        this.drawSoon();
      }),
      watchOnScreen(this.host, (visible) => {
        this.visible = visible;
        this.drawSoon();
      }),
    ];
  }

  update(model: HeatMapModel): void {
    this.model = model;
    this.drawSoon();
  }

  dispose(): void {
    for (const end of this.endings) end();
    cancelInFrame(this.draw);
    this.announcer.dispose();
    render(nothing, this.top);
    render(nothing, this.bottom);
    this.host.replaceChildren();
  }

  private drawSoon(): void {
    if (this.visible && this.model !== undefined) inFrame(this.draw);
  }

  private readonly draw = (): void => {
    const model = this.model!;
    const state = JSON.stringify([model.scale, model.range, model.factor]);
    const last = this.drawn as { buckets: unknown; state: string } | undefined;
    if (last === undefined || last.buckets !== model.buckets || last.state !== state) {
      this.columns = heatColumns(model);
      paint(this.canvas, model, this.columns);
      this.canvas.classList.toggle('dense', this.columns.columns > this.field.clientWidth);
      this.drawn = { buckets: model.buckets, state };
    }
    this.renderTexts();
  };

  private renderTexts(): void {
    const model = this.model!;
    const text = this.cell === undefined ? '' : cellText(model, this.columns, this.cell.column, this.cell.expert);
    render(html`${model.detailed ? this.scaleRow(model, text) : html`<p class="read-out">${text || '\u00a0'}</p>`}`, this.top);
    render(html`${this.placesRow(model)}${model.detailed ? this.details(model) : nothing}`, this.bottom);
    const { experts } = model.buckets;
    this.field.setAttribute('aria-label', t('{0}. {1} columns of steps, {2} experts. Arrow keys read cells.', model.title, this.columns.columns, experts));
    this.placeBox();
  }

  private scaleRow(model: HeatMapModel, text: string): TemplateResult {
    return html`
      <div class="scale-row">
        <span class="scale">${model.ends.low} <canvas width=${places} height="1" aria-hidden="true" ${scaleCanvas(model.scale.kind)}></canvas> ${model.ends.high}
          <span class="muted">${model.ends.between}</span></span>
        <span class="read-out number">${text}</span>
      </div>
    `;
  }

  private placesRow({ width, buckets }: HeatMapModel): TemplateResult {
    const { first, columns } = this.columns;
    return html`<p class="places"><span>${stepsText(first, 1)}</span><span>${t('experts 0 (top) to {0}', buckets.experts - 1)}</span><span>${stepsText(first + columns * width - 1, 1)}</span></p>`;
  }

  private details(model: HeatMapModel): TemplateResult {
    return html`
      ${model.width > 1 ? html`<p class="note">${t('Each column is the mean of {0} steps; the read-out tells the smallest and largest.', model.width)}</p>` : nothing}
      ${pagedTable(heatTable(model, this.columns), this.table, (position) => {
        this.table = position;
        this.renderTexts();
      })}
    `;
  }

  private readonly pointed = (event: PointerEvent): void => {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const column = Math.floor(((event.clientX - left) / width) * this.columns.columns);
    const expert = Math.floor(((event.clientY - top) / height) * (this.model?.buckets.experts ?? 0));
    this.moveTo({ column, expert });
  };

  private readonly keyPressed = (event: KeyboardEvent): void => {
    if (this.model === undefined || this.columns.columns === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { column, expert } = this.cell ?? { column: this.columns.columns - 1, expert: 0 };
    const { experts } = this.model.buckets;
    if (event.key === 'ArrowUp') this.moveTo({ column, expert: Math.max(0, expert - 1) });
    else if (event.key === 'ArrowDown') this.moveTo({ column, expert: Math.min(experts - 1, expert + 1) });
    else {
      const moved = movedCursor(event.key, this.cell?.column, this.columns.columns);
      if (moved === undefined) return;
      this.moveTo({ column: moved, expert });
    }
    event.preventDefault();
    if (this.cell !== undefined) this.announcer.say(cellText(this.model, this.columns, this.cell.column, this.cell.expert));
  };

  private moveTo(cell: Cell | undefined): void {
    if (this.model === undefined) return;
    const inside = cell !== undefined && cell.column >= 0 && cell.column < this.columns.columns && cell.expert >= 0 && cell.expert < this.model.buckets.experts;
    this.cell = inside ? cell : undefined;
    this.renderTexts();
  }

  private placeBox(): void {
    this.box.hidden = this.cell === undefined;
    if (this.cell === undefined) return;
    const [wide, high] = [100 / this.columns.columns, 100 / this.model!.buckets.experts];
    this.box.style.left = `calc(${(this.cell.column + 0.5) * wide}% - max(${wide / 2}%, 3px))`;
    this.box.style.width = `max(${wide}%, 6px)`;
    this.box.style.top = `calc(${(this.cell.expert + 0.5) * high}% - max(${high / 2}%, 3px))`;
    this.box.style.height = `max(${high}%, 6px)`;
  }
}

/** The colours of a scale, side by side. */
const scaleCanvas = livePart<ColourScale['kind']>((host) => {
  const canvas = host as HTMLCanvasElement;
  return {
    update: (kind) => putPixels(canvas, places, 1, (pixels) => pixels.set(colourTable(kind, theme()))),
    dispose: () => undefined,
  };
});

/** One pixel a cell; the style sheet stretches them. Empty buckets stay transparent. */
function paint(canvas: HTMLCanvasElement, { buckets, factor, scale }: HeatMapModel, { columns, bucketAt }: HeatColumns): void {
  const colours = colourTable(scale.kind, theme());
  putPixels(canvas, Math.max(1, columns), buckets.experts, (pixels) => {
    for (let column = 0; column < columns; column++) {
      const bucket = bucketAt[column];
      if (bucket < 0) continue;
      for (let expert = 0; expert < buckets.experts; expert++) {
        const place = placeOf(scale, buckets.mean[bucket * buckets.experts + expert] * factor);
        if (place !== undefined) pixels[expert * columns + column] = colours[place];
      }
    }
  });
}

function putPixels(canvas: HTMLCanvasElement, width: number, height: number, fill: (pixels: Uint32Array) => void): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The page has no 2D canvas to draw heat maps on.');
  const image = context.createImageData(width, height);
  fill(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
}
