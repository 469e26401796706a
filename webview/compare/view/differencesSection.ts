// The section on what differs among the configurations of the selected runs.
import { html, type TemplateResult } from 'lit';
import { differences } from '../../../src/core/config/differences';
import type { ComparedRun } from '../../../src/protocol/compare';
import { swatch } from '../../shared/chart/legend';
import { t } from '../../shared/translate';
import { labels } from '../labels';
import { valueText } from '../valueText';

/** @param runs the selected ones, each with the number of its line style */
export function differencesSection(runs: readonly { readonly run: ComparedRun; readonly style: number }[]): TemplateResult {
  return html`
    <section class="panel" aria-labelledby="differences">
      <h2 id="differences">${t('Configuration differences')}</h2>
      ${runs.length < 2 ? html`<p class="empty">${t('Select two or more runs to see what differs in their run files.')}</p>` : table(runs)}
    </section>
  `;
}

function table(runs: readonly { readonly run: ComparedRun; readonly style: number }[]): TemplateResult {
  const found = differences(runs.map(({ run }) => run.config));
  if (found.length === 0) return html`<p class="empty">${t('These runs have the same configuration; only noise and sampling differ.')}</p>`;
  const called = labels(runs.map(({ run }) => run));
  return html`
    <div class="table-frame" tabindex="0" role="region" aria-label=${t('Configuration differences')}>
      <table class="differences">
        <thead>
          <tr>
            <th scope="col">${t('Member of the run file')}</th>
            ${runs.map(({ run, style }) => html`<th scope="col" title=${run.id}>${swatch(style)} ${called.get(run.id)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${found.map(({ path, values }) => html`<tr><th scope="row">${path}</th>${values.map((value) => html`<td>${valueText(value)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
  `;
}
