// The compare page as a whole: table of runs, then what the selected ones have to show.
import { html, nothing, type TemplateResult } from 'lit';
import type { ExportFormat } from '../../../src/protocol/compare';
import type { RunId } from '../../../src/protocol/run';
import type { TablePosition } from '../../shared/chart/pagedTable';
import { grouped } from '../../shared/format';
import { explain } from '../../shared/mark';
import { t } from '../../shared/translate';
import type { TextField } from '../../shared/widgets';
import { columnOf, withoutEmpty } from '../columns';
import { listed } from '../rows';
import { selectedRuns, type CompareEvent, type CompareState } from '../state';
import { columnPicker } from './columnPicker';
import { curvesSection } from './curvesSection';
import { differencesSection } from './differencesSection';
import { exportSection } from './exportSection';
import { outcomeSection } from './outcomeSection';
import type { PickDetail } from './runTable';
import './runTable';

/** What the view needs besides the state. */
export interface PageActions {
  readonly dispatch: (event: CompareEvent) => void;
  readonly open: (runId: RunId) => void;
  readonly export: (format: ExportFormat) => void;
  /** Open parts of the page, which nobody needs to keep. */
  readonly parts: OpenParts;
}

export type PickerName = 'columns' | 'series';

export interface OpenParts {
  readonly picker: PickerName | undefined;
  readonly openPicker: (name: PickerName | undefined) => void;
  readonly table: (group: number) => TablePosition;
  readonly moveTable: (group: number, position: TablePosition) => void;
}

export function page(state: CompareState, actions: PageActions): TemplateResult {
  return html`
    <h1>${t('Compare runs')}</h1>
    ${state.unavailable === undefined ? nothing : html`<p class="notice error" role="alert">${state.unavailable}</p>`} ${body(state, actions)}
  `;
}

function body(state: CompareState, actions: PageActions): TemplateResult {
  const { runs, choices, exportSensitive } = state;
  if (runs === undefined) return html`<p class="empty">${state.unavailable === undefined ? t('Reading the runs …') : ''}</p>`;
  if (runs.length === 0) return html`<p class="empty">${t('There are no runs yet. Launch a run file, or run the command “Cloister: Try the Sample”: they appear here by themselves.')}</p>`;
  const { dispatch, open, parts } = actions;
  const rows = listed(runs, choices);
  const selected = selectedRuns(state);
  const compared = selected.length > 1 ? selected.map(({ run }) => run) : rows;
  return html`
    ${toolbar(state, rows.length, actions)} ${table(state, rows, actions)} ${differencesSection(selected)}
    ${curvesSection({ runs: selected, curves: state.curves, choices, range: state.range, dispatch, ...picking(parts, 'series') })}
    ${outcomeSection({
      runs: compared,
      ofSelection: selected.length > 1,
      styles: new Map(selected.map(({ run, style }) => [run.id, style])),
      metric: choices.metric,
      chooseMetric: (name) => dispatch({ type: 'metric', name }),
      open,
      table: parts.table,
      moveTable: parts.moveTable,
    })}
    ${exportSection({
      count: selected.length,
      includeSensitive: exportSensitive,
      include: (included) => dispatch({ type: 'exportSensitive', included }),
      start: actions.export,
    })}
  `;
}

/** At most one list of choices is open. */
const picking = ({ picker, openPicker }: OpenParts, name: PickerName): { pickerOpen: boolean; openPicker: (open: boolean) => void } => ({
  pickerOpen: picker === name,
  openPicker: (open) => openPicker(open ? name : undefined),
});

function toolbar({ runs = [], choices }: CompareState, matching: number, { dispatch, parts }: PageActions): TemplateResult {
  const selected = choices.selection.length;
  return html`
    <div class="toolbar">
      <vscode-text-field
        class="filter"
        placeholder=${t('Filter: words, or e.g. {0}', 'epsilon<2 accuracy>=0.9')}
        .value=${choices.filter}
        @input=${(event: Event) => dispatch({ type: 'filter', text: (event.target as TextField).value })}
      ><span class="screen-reader-only">${t('Filter')}</span></vscode-text-field>
      ${columnPicker({
        runs,
        shown: choices.columns,
        show: (column, shown) => dispatch({ type: 'showColumn', column, shown }),
        ...picking(parts, 'columns'),
      })}
      <span class="muted" role="status">${t('{0}, {1} selected', countText(matching, runs.length), grouped(selected))}</span>
      <vscode-button appearance="secondary" ?disabled=${selected === 0} @click=${() => dispatch({ type: 'clearSelection' })}>${t('Clear selection')}</vscode-button>
    </div>
  `;
}

function countText(matching: number, all: number): string {
  if (matching < all) return t('{0} of {1} runs', grouped(matching), grouped(all));
  return all === 1 ? t('1 run') : t('{0} runs', grouped(all));
}

function table({ choices }: CompareState, rows: ReturnType<typeof listed>, { dispatch, open }: PageActions): TemplateResult {
  const columns = withoutEmpty(choices.columns, rows).map(columnOf);
  const sensitive = columns.some((column) => rows.some((run) => column.sensitive?.(run) === true));
  return html`
    <run-table
      .runs=${rows}
      .columns=${columns}
      .sort=${choices.sort}
      .selection=${choices.selection}
      @pick=${({ detail }: CustomEvent<PickDetail>) => dispatch({ type: 'select', ...detail })}
      @sort=${({ detail }: CustomEvent<string>) => dispatch({ type: 'sort', column: detail })}
      @open=${({ detail }: CustomEvent<RunId>) => open(detail)}
    ></run-table>
    ${rows.length === 0 ? html`<p class="empty">${t('No run matches the filter.')}</p>` : nothing}
    <p class="note">
      ${t('Space selects a row, Shift+Space all from the last one on, Enter opens its dashboard.')}
      ${sensitive ? t('● marks sensitive figures. {0}', explain('sensitive').explanation) : ''}
    </p>
  `;
}
