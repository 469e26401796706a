// The table of runs: draws only the rows in sight, so that ten thousand are as quick as ten.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ComparedRun } from '../../../src/protocol/compare';
import type { RunId } from '../../../src/protocol/run';
import { swatch } from '../../shared/chart/legend';
import { t } from '../../shared/translate';
import type { Selected, Sort } from '../choices';
import { nameColumn, type Column } from '../columns';
import { sensitiveFigure } from './marks';
import { isRowKey, movedRow } from './rowKeys';

/** Pixels; the style sheet sets the same. */
const rowHeight = 28;
/** Rows drawn above and below those in sight, so that scrolling shows no gaps. */
const spare = 8;

/**
 * `<run-table>`, a grid with one row a run.
 *
 * - Arrow keys, Page Up, Page Down, Home and End move between rows; Space selects; Shift+Space and Shift+click select all from the last
 *   one on; Enter opens the dashboard.
 * - Events: `pick` ({ runIds, selected }), `sort` (id of the column), `open` (id of the run).
 */
export class RunTable extends LitElement {
  static override properties = {
    runs: { attribute: false },
    columns: { attribute: false },
    sort: { attribute: false },
    selection: { attribute: false },
  };

  declare runs: readonly ComparedRun[];
  declare columns: readonly Column[];
  declare sort: Sort | undefined;
  declare selection: readonly Selected[];

  /** Row that has the focus, or gets it first. */
  private active = 0;
  /** Row that was picked last: where a range starts. */
  private anchor = 0;
  private firstInSight = 0;
  private rowsInSight = 20;
  private focusAfterUpdate = false;
  private readonly resized = new ResizeObserver(() => this.look());

  constructor() {
    super();
    this.runs = [];
    this.columns = [];
    this.selection = [];
  }

  /** Styled by the page. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override firstUpdated(): void {
    this.resized.observe(this.frame);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('runs')) this.active = Math.max(0, Math.min(this.active, this.runs.length - 1));
  }

  protected override updated(): void {
    if (!this.focusAfterUpdate) return;
    this.focusAfterUpdate = false;
    this.querySelector<HTMLElement>(`[data-row="${this.active}"]`)?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const from = Math.max(0, this.firstInSight - spare);
    const to = Math.min(this.runs.length, this.firstInSight + this.rowsInSight + spare);
    const styles = new Map(this.selection.map(({ runId, style }) => [runId, style]));
    const columns = [nameColumn, ...this.columns];
    return html`
      <div class="frame" @scroll=${() => this.look()} @keydown=${(event: KeyboardEvent) => this.key(event)}>
        <table role="grid" aria-label=${t('Runs')} aria-multiselectable="true" aria-rowcount=${this.runs.length + 1} aria-colcount=${columns.length + 2}>
          <colgroup>
            <col class="pick" />
            ${columns.map(({ id }) => html`<col class=${id.includes(':') ? 'other' : id} />`)}
            <col class="open" />
          </colgroup>
          <thead>
            <tr aria-rowindex="1">
              <th scope="col"><span class="screen-reader-only">${t('Selected')}</span></th>
              ${columns.map((column) => this.header(column))}
              <th scope="col"><span class="screen-reader-only">${t('Dashboard')}</span></th>
            </tr>
          </thead>
          <tbody>
            ${space(from)} ${this.runs.slice(from, to).map((run, i) => this.row(run, from + i, columns, styles.get(run.id)))}
            ${space(this.runs.length - to)}
          </tbody>
        </table>
      </div>
    `;
  }

  private header({ id, title, about, numeric }: Column): TemplateResult {
    const direction = this.sort?.column !== id ? 'none' : this.sort.descending ? 'descending' : 'ascending';
    const arrow = { none: '', descending: '▼', ascending: '▲' }[direction];
    return html`<th scope="col" class=${numeric ? 'numeric' : ''} aria-sort=${direction} title=${about}>
      <button type="button" class="plain" @click=${() => this.tell('sort', id)}>${title} <span aria-hidden="true">${arrow}</span></button>
    </th>`;
  }

  private row(run: ComparedRun, index: number, columns: readonly Column[], style: number | undefined): TemplateResult {
    const selected = style !== undefined;
    return html`<tr
      data-row=${index}
      data-run=${run.id}
      aria-rowindex=${index + 2}
      aria-selected=${selected}
      tabindex=${index === this.active ? 0 : -1}
      @focus=${() => this.moveTo(index)}
      @dblclick=${() => this.tell('open', run.id)}
    >
      <td class="pick">
        <input
          type="checkbox"
          tabindex="-1"
          aria-label=${t('Select {0}', run.name)}
          .checked=${selected}
          @click=${(event: MouseEvent) => this.pick(index, event.shiftKey, !selected)}
        />
        ${selected ? swatch(style) : nothing}
      </td>
      ${columns.map((column) => cell(column, run))}
      <td class="open">
        <button type="button" class="plain" tabindex="-1" aria-label=${t('Open the dashboard of {0}', run.name)} title=${t('Open dashboard')} @click=${() => this.tell('open', run.id)}>
          ↗
        </button>
      </td>
    </tr>`;
  }

  private key(event: KeyboardEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    const run = this.runs[this.active];
    if (row === null || run === undefined) return;
    if (event.key === ' ') this.pick(this.active, event.shiftKey, !this.selection.some(({ runId }) => runId === run.id));
    else if (event.key === 'Enter' && event.target === row) this.tell('open', run.id);
    else if (isRowKey(event.key)) this.moveTo(movedRow(event.key, this.active, this.runs.length, this.rowsInSight), true);
    else return;
    event.preventDefault();
  }

  /** Selects or deselects a row; with `range` all from the last one that was picked up to it. */
  private pick(index: number, range: boolean, selected: boolean): void {
    const [from, to] = range ? [Math.min(this.anchor, index), Math.max(this.anchor, index)] : [index, index];
    this.anchor = index;
    this.active = index;
    this.tell('pick', { runIds: this.runs.slice(from, to + 1).map(({ id }) => id), selected });
  }

  private moveTo(index: number, focus = false): void {
    if (index === this.active && !focus) return;
    this.active = index;
    if (focus) this.bringIntoSight(index);
    this.focusAfterUpdate = focus;
    this.requestUpdate();
  }

  private bringIntoSight(index: number): void {
    const { frame } = this;
    const headHeight = this.querySelector('thead')?.clientHeight ?? 0;
    const top = index * rowHeight;
    if (top < frame.scrollTop) frame.scrollTop = top;
    else if (top + rowHeight > frame.scrollTop + frame.clientHeight - headHeight) frame.scrollTop = top + rowHeight - frame.clientHeight + headHeight;
    this.look();
  }

  /** Draws anew when other rows have come into sight. */
  private look(): void {
    const { scrollTop, clientHeight } = this.frame;
    const first = Math.floor(scrollTop / rowHeight);
    const count = Math.max(1, Math.floor(clientHeight / rowHeight));
    if (first === this.firstInSight && count === this.rowsInSight) return;
    this.firstInSight = first;
    this.rowsInSight = count;
    this.requestUpdate();
  }

  private get frame(): HTMLElement {
    return this.querySelector<HTMLElement>('.frame')!;
  }

  private tell(type: string, detail: string | PickDetail): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export interface PickDetail {
  readonly runIds: readonly RunId[];
  readonly selected: boolean;
}

/** Stands for the rows that are not drawn. Its style is set as a property: the policy of the page forbids the attribute. */
const space = (rows: number): TemplateResult | typeof nothing =>
  rows === 0 ? nothing : html`<tr aria-hidden="true" class="space" .style=${`height: ${rows * rowHeight}px`}></tr>`;

function cell({ id, numeric, text, tooltip, sensitive }: Column, run: ComparedRun): TemplateResult {
  const shown = text(run);
  const classes = numeric ? 'numeric' : '';
  const mark = sensitive?.(run) === true ? sensitiveFigure() : nothing;
  const title = tooltip?.(run) ?? '';
  return id === nameColumn.id
    ? html`<th scope="row" title=${title}>${shown}</th>`
    : html`<td class=${classes} title=${title === '' ? shown : title}>${mark}${shown}</td>`;
}

customElements.define('run-table', RunTable);
