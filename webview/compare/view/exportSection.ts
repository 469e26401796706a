// The section that exports the selected runs: released figures, and sensitive ones only when somebody asks for them here.
import { html, nothing, type TemplateResult } from 'lit';
import type { ExportFormat } from '../../../src/protocol/compare';
import { t } from '../../shared/translate';
import { checkbox } from './controls';

export interface ExportModel {
  /** Of selected runs. */
  readonly count: number;
  readonly includeSensitive: boolean;
  readonly include: (sensitive: boolean) => void;
  readonly start: (format: ExportFormat) => void;
}

export function exportSection({ count, includeSensitive, include, start }: ExportModel): TemplateResult {
  const button = (format: ExportFormat, text: string): TemplateResult =>
    html`<vscode-button appearance="secondary" ?disabled=${count === 0} @click=${() => start(format)}>${text}</vscode-button>`;
  return html`
    <section class="panel" aria-labelledby="export">
      <h2 id="export">${titleText(count)}</h2>
      ${count === 0 ? html`<p class="empty">${t('Select runs in the table to export them.')}</p>` : nothing}
      <p class="note">
        ${t(
          'Configuration, ε with all that gives it a meaning, and figures that are public or released. What was computed from private records without noise (losses, gradient norms, results on the test split, …) is left out: no ε covers it.',
        )}
      </p>
      ${checkbox(t('Include sensitive figures'), includeSensitive, include)}
      ${includeSensitive ? html`<p class="notice warning">${warning()}</p>` : nothing}
      <div class="toolbar">${button('csv', t('Export as CSV …'))} ${button('json', t('Export as JSON …'))}</div>
    </section>
  `;
}

function titleText(count: number): string {
  if (count === 0) return t('Export');
  return count === 1 ? t('Export 1 run') : t('Export {0} runs', count);
}

const warning = (): string => t('The file will hold figures that the privacy guarantee does not cover. Keep it where the data itself may be kept.');
