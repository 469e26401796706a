// The choice of the table's columns: those of every run, metrics, and members of the run file.
import { html, type TemplateResult } from 'lit';
import { configPaths } from '../../../src/core/config/differences';
import type { ComparedRun } from '../../../src/protocol/compare';
import { figureNames } from '../../../src/protocol/figures';
import { t } from '../../shared/translate';
import { columnIds, columnOf, ownColumns } from '../columns';
import { checkbox, picker } from './controls';

export interface PickerModel {
  readonly runs: readonly ComparedRun[];
  /** Ids of the shown columns. */
  readonly shown: readonly string[];
  readonly show: (column: string, shown: boolean) => void;
  readonly pickerOpen: boolean;
  readonly openPicker: (open: boolean) => void;
}

export function columnPicker({ runs, shown, show, pickerOpen, openPicker }: PickerModel): TemplateResult {
  const list = (title: string, ids: readonly string[]): TemplateResult => html`
    <fieldset>
      <legend>${title}</legend>
      ${ids.map((id) => checkbox(columnOf(id).title, shown.includes(id), (on) => show(id, on)))}
    </fieldset>
  `;
  // Looked for while the list is open only: there may be very many runs.
  return picker(t('Columns'), pickerOpen, openPicker, () => html`
    ${list(t('Every run'), ownColumns.map(({ id }) => id))} ${list(t('Results'), metrics(runs).map(columnIds.metric))}
    ${list(t('Run file'), configPaths(runs.map(({ config }) => config)).map(columnIds.config))}
  `);
}

const metrics = (runs: readonly ComparedRun[]): string[] => [...new Set(runs.flatMap(figureNames))];
