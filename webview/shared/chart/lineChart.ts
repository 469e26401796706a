// Line chart of series in buckets: plot, legend with read-out, keyboard cursor, zoom, and the same data as a table.
import { html, render } from 'lit';
import uPlot from 'uplot';
import { stepsText } from '../format';
import { livePart, type LivePart } from '../livePart';
import { watchOnScreen } from '../onScreen';
import { onThemeChange } from '../theme';
import { t } from '../translate';
import { Announcer } from './announcer';
import { movedCursor } from './cursorKeys';
import { legend } from './legend';
import { notes, plotColumns, type LineChartModel, type PlotColumns } from './lineModel';
import { pagedTable, type TablePosition } from './pagedTable';
import { plotOptions, plotShape } from './plotOptions';
import { lastStep, sentenceAt, tableOf } from './readOut';
import { zoomAround } from './zoom';

/**
 * Goes into the start tag of an empty element: `<div class="chart" ${lineChart(model)}></div>`.
 * - Arrow keys, Home, End and Page Up/Down move the cursor, + and − zoom around it, 0 or Escape shows everything again.
 * - Off screen it draws nothing.
 * - Dragging over a range or zooming by keyboard only asks (`onZoom`): the page decides what is shown.
 */
export const lineChart = livePart<LineChartModel>((host) => new LineChart(host));

class LineChart implements LivePart<LineChartModel> {
  private readonly top = document.createElement('div');
  private readonly plotHost = document.createElement('div');
  private readonly bottom = document.createElement('div');
  private readonly announcer: Announcer;
  private readonly endings: (() => void)[];
  private model: LineChartModel | undefined;
  private columns: PlotColumns = { x: [], steps: [], lines: [], low: [], high: [] };
  private plot: uPlot | undefined;
  private shape = '';
  private row: number | undefined;
  private table: TablePosition = { open: false, page: 0 };
  private visible = false;
  private stale = true;

  constructor(private readonly host: HTMLElement) {
    this.plotHost.className = 'plot';
    this.plotHost.tabIndex = 0;
    this.plotHost.setAttribute('role', 'application');
    this.plotHost.setAttribute('aria-roledescription', t('chart'));
    this.host.append(this.top, this.plotHost, this.bottom);
    this.announcer = new Announcer(this.host);
    this.plotHost.addEventListener('keydown', this.keyPressed);
    this.plotHost.addEventListener('dblclick', this.showAll);
    const resized = new ResizeObserver(() => this.resize());
    resized.observe(this.plotHost);
    this.endings = [
      () => resized.disconnect(),
      onThemeChange(() => this.rebuild()),
      watchOnScreen(this.host, (visible) => {
        this.visible = visible;
        if (visible && this.stale) this.draw();
      }),
    ];
  }

  update(model: LineChartModel): void {
    this.model = model;
    this.stale = true;
    if (this.visible) this.draw();
  }

  dispose(): void {
    for (const end of this.endings) end();
    this.announcer.dispose();
    this.plot?.destroy();
    render(html``, this.top);
    render(html``, this.bottom);
    this.host.replaceChildren();
  }

  private draw(): void {
    if (this.model === undefined) return;
    this.stale = false;
    this.columns = plotColumns(this.model);
    const shape = plotShape(this.model);
    if (this.plot === undefined || shape !== this.shape) this.makePlot(shape);
    else this.plot.setData(this.plotData());
    this.renderTexts();
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = undefined;
    this.stale = true;
    if (this.visible) this.draw();
  }

  private makePlot(shape: string): void {
    this.plot?.destroy();
    this.shape = shape;
    const options = plotOptions(this.size(), {
      model: () => this.model!,
      cursorMoved: (row) => this.cursorMoved(row),
      selected: (from, to) => this.zoomTo(from, to),
    });
    this.plot = new uPlot(options, this.plotData(), this.plotHost);
  }

  private plotData(): uPlot.AlignedData {
    const { x, lines, low, high } = this.columns;
    const columns = lines.flatMap((line, i) => [line, low[i], high[i]]);
    return [x, ...columns] as uPlot.AlignedData;
  }

  private renderTexts(): void {
    const model = this.model!;
    const step = this.row === undefined ? undefined : this.columns.steps[this.row];
    const width = Math.max(1, ...model.series.map((series) => series.width));
    const place = step === undefined ? t('latest') : stepsText(step, width);
    const remarks = notes(model);
    render(html`<p class="read-out-place">${place}</p>${legend(model, step)}`, this.top);
    render(
      html`
        ${remarks.map((remark) => html`<p class="note">${remark}</p>`)}
        ${pagedTable(tableOf(model, this.columns.steps), this.table, (position) => {
          this.table = position;
          this.renderTexts();
        })}
      `,
      this.bottom,
    );
    this.plotHost.setAttribute('aria-label', this.summary(model));
  }

  private summary(model: LineChartModel): string {
    const last = lastStep(model.series);
    const now = last === undefined ? t('No points yet') : sentenceAt(model, last);
    return t('{0}. {1}. Arrow keys read values, plus and minus zoom, 0 shows everything.', model.title, now);
  }

  private cursorMoved(row: number | undefined): void {
    if (row === this.row || this.model === undefined) return;
    this.row = row;
    this.renderTexts();
  }

  private readonly keyPressed = (event: KeyboardEvent): void => {
    const model = this.model;
    if (model === undefined || this.plot === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const moved = movedCursor(event.key, this.row, this.columns.x.length);
    if (moved !== undefined) this.moveTo(moved);
    else if (event.key === '+' || event.key === '-') model.onZoom(zoomAround(this.shownRange(), this.centre(), event.key === '+' ? 0.5 : 2));
    else if (event.key === '0' || event.key === 'Escape') model.onZoom(undefined);
    else return;
    event.preventDefault();
  };

  private moveTo(row: number): void {
    const plot = this.plot!;
    const x = this.columns.x[row];
    const left = plot.valToPos(x, 'x');
    plot.setCursor({ left, top: plot.over.clientHeight / 2 });
    // What uPlot does for the mouse: the others go by the value, not by the place on the screen.
    plot.cursor.sync!.values = [x, NaN];
    uPlot.sync(this.model!.syncKey).pub('mousemove', plot, left, 0, plot.over.clientWidth, plot.over.clientHeight, row);
    this.announcer.say(sentenceAt(this.model!, this.columns.steps[row]));
  }

  private shownRange(): { fromStep: number; toStep: number } {
    const { steps } = this.columns;
    return this.model!.range ?? { fromStep: steps[0] ?? 0, toStep: (steps[steps.length - 1] ?? 0) + 1 };
  }

  private centre(): number {
    const { fromStep, toStep } = this.shownRange();
    return this.row === undefined ? (fromStep + toStep) / 2 : this.columns.steps[this.row];
  }

  /** From places on the axis, which may be seconds, to whole steps. */
  private zoomTo(from: number, to: number): void {
    const { x, steps } = this.columns;
    const inside = steps.filter((_, i) => x[i] >= from && x[i] <= to);
    const width = Math.max(1, ...this.model!.series.map((series) => series.width));
    if (inside.length > 0) this.model!.onZoom({ fromStep: inside[0], toStep: inside[inside.length - 1] + width });
  }

  private readonly showAll = (): void => this.model?.onZoom(undefined);

  private size(): { width: number; height: number } {
    return { width: Math.max(80, this.plotHost.clientWidth), height: Math.max(80, this.plotHost.clientHeight) };
  }

  private resize(): void {
    this.plot?.setSize(this.size());
  }
}
