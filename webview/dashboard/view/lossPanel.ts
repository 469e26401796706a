// Loss over the steps, and what the run came to on the test split.
import { html, nothing, type TemplateResult } from 'lit';
import { revealed } from '../../../src/protocol/labelled';
import { grouped, number, percent } from '../../shared/format';
import { mark } from '../../shared/mark';
import { t } from '../../shared/translate';
import type { ViewContext } from './context';
import { curves, strictest } from './curves';
import { logSwitch, panel } from './panel';

export function lossPanel(context: ViewContext): TemplateResult {
  const { data } = context;
  return panel(context, {
    id: 'loss',
    title: t('Loss and accuracy'),
    sensitivity: strictest(data, ['loss']) ?? data.run.metrics?.sensitivity,
    tools: logSwitch(context, 'loss'),
    body: () => html`
      ${curves(context, { panel: 'loss', title: t('Mean loss of the records of a batch'), curves: [{ name: 'loss', label: t('training loss') }], format: number })}
      ${metrics(context)}
    `,
  });
}

/** Names of the figures that the trainer works out, in the order in which they are shown. */
const figures: readonly { readonly name: string; readonly label: string; readonly format: (value: number) => string }[] = [
  { name: 'accuracy', label: t('Accuracy'), format: percent },
  { name: 'auc', label: t('Area under the ROC curve'), format: number },
  { name: 'loss', label: t('Loss'), format: number },
  { name: 'testRecords', label: t('Records'), format: grouped },
  { name: 'smallestExpertShare', label: t('Smallest share of an expert'), format: percent },
  { name: 'recordsOverBound', label: t('Records of both splits beyond the bound of their unit'), format: grouped },
];

function released(figure: ViewContext['data']['run']['releasedAccuracy']): TemplateResult | typeof nothing {
  if (figure === undefined) return nothing;
  const { value, low, high, correct, incorrect } = revealed(figure);
  return html`<p>
    ${t('Released accuracy: {0}, 95 % interval {1} to {2}, from noisy counts of {3} right and {4} wrong answers.', percent(value), percent(low), percent(high), grouped(correct), grouped(incorrect))}
    ${mark(figure.sensitivity)}
  </p>`;
}

function metrics({ data: { run } }: ViewContext): TemplateResult {
  if (run.metrics === undefined) return html`<p class="note">${t('Figures on the test split follow when the run has taken its last step.')}</p>`;
  const values = revealed(run.metrics);
  return html`
    <h3>${t('On the test split')}</h3>
    ${released(run.releasedAccuracy)}
    <dl class="figures">
      ${figures.map(({ name, label, format }) => (name in values ? html`<div><dt>${label}</dt><dd class="number">${format(values[name])}</dd></div>` : nothing))}
    </dl>
  `;
}
