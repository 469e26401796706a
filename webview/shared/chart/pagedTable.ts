// The data of a chart as a table, a page of rows at a time, made only while it is open.
import { html, nothing, type TemplateResult } from 'lit';
import { grouped } from '../format';
import { t } from '../translate';

export interface TableData {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Cells of one row; the first is its head. Asked for the rows on show only. */
  readonly row: (index: number) => readonly string[];
}

export interface TablePosition {
  readonly open: boolean;
  readonly page: number;
}

const pageSize = 50;

/** `<details>` with the table inside. @param change called with where the person goes */
export function pagedTable(data: TableData, position: TablePosition, change: (position: TablePosition) => void): TemplateResult {
  const toggled = (event: Event): void => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open !== position.open) change({ ...position, open });
  };
  return html`
    <details class="chart-table" ?open=${position.open} @toggle=${toggled}>
      <summary>${t('Show as table')}</summary>
      ${position.open ? table(data, position, change) : nothing}
    </details>
  `;
}

function table({ caption, columns, rows, row }: TableData, { page, open }: TablePosition, change: (position: TablePosition) => void): TemplateResult {
  const pages = Math.max(1, Math.ceil(rows / pageSize));
  const current = Math.min(page, pages - 1);
  const first = current * pageSize;
  const shown = Array.from({ length: Math.min(pageSize, rows - first) }, (_, i) => row(first + i));
  const button = (label: string, target: number): TemplateResult => html`
    <button type="button" class="link" ?disabled=${target < 0 || target >= pages} @click=${() => change({ open, page: target })}>${label}</button>
  `;
  return html`
    <div class="table-frame" tabindex="0" role="region" aria-label=${caption}>
      <table>
        <caption>${caption}</caption>
        <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
        <tbody>
          ${shown.map(([head, ...cells]) => html`<tr><th scope="row">${head}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    <p class="table-pages">
      ${button(t('Earlier'), current - 1)}
      ${t('Rows {0} to {1} of {2}', grouped(rows === 0 ? 0 : first + 1), grouped(first + shown.length), grouped(rows))}
      ${button(t('Later'), current + 1)}
    </p>
  `;
}
