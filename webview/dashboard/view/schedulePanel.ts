// Learning rate and drawn batch sizes over the steps.
import { html, type TemplateResult } from 'lit';
import { number } from '../../shared/format';
import type { ViewContext } from './context';
import { curves, strictest } from './curves';
import { logSwitch, panel } from './panel';

export function schedulePanel(context: ViewContext): TemplateResult {
  const { expectedBatchSize } = context.data.run.plan;
  return panel(context, {
    id: 'schedule',
    title: 'Learning rate and batch size',
    sensitivity: strictest(context.data, ['learningRate', 'batchSize']),
    tools: logSwitch(context, 'schedule'),
    body: () => html`
      ${curves(context, { panel: 'schedule', title: 'Learning rate', curves: [{ name: 'learningRate', label: 'learning rate' }], format: number })}
      <h3>Batch size</h3>
      ${curves(context, {
        panel: 'schedule',
        title: 'Records drawn for a step by Poisson sampling',
        curves: [{ name: 'batchSize', label: 'records', style: 3 }],
        format: number,
        references: [{ label: `expected ${number(expectedBatchSize)}`, value: expectedBatchSize, tone: 'neutral' }],
      })}
    `,
  });
}
