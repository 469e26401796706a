// Learning rate and drawn batch sizes over the steps.
import { html, type TemplateResult } from 'lit';
import { number } from '../../shared/format';
import { t } from '../../shared/translate';
import type { ViewContext } from './context';
import { curves, strictest } from './curves';
import { logSwitch, panel } from './panel';

export function schedulePanel(context: ViewContext): TemplateResult {
  const { expectedBatchSize } = context.data.run.plan;
  return panel(context, {
    id: 'schedule',
    title: t('Learning rate and batch size'),
    sensitivity: strictest(context.data, ['learningRate', 'batchSize']),
    tools: logSwitch(context, 'schedule'),
    body: () => html`
      ${curves(context, { panel: 'schedule', title: t('Learning rate'), curves: [{ name: 'learningRate', label: t('learning rate') }], format: number })}
      <h3>${t('Batch size')}</h3>
      ${curves(context, {
        panel: 'schedule',
        title: t('Records drawn for a step by Poisson sampling'),
        curves: [{ name: 'batchSize', label: t('records'), style: 3 }],
        format: number,
        references: [{ label: t('expected {0}', number(expectedBatchSize)), value: expectedBatchSize, tone: 'neutral' }],
      })}
    `,
  });
}
