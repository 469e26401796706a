// What an audit came to: the lower bound of ε beside the promised one, and the guesses that it follows from.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { refutes } from '../../../src/core/privacy/audit/design';
import { deltaText, epsilonText, lowerBoundText } from '../../../src/core/privacy/guaranteeText';
import { revealed } from '../../../src/protocol/labelled';
import type { AuditResult } from '../../../src/protocol/run';
import { isActive } from '../../../src/protocol/runState';
import { grouped, percent } from '../../shared/format';
import { t } from '../../shared/translate';
import type { ViewContext } from './context';
import { empty, panel } from './panel';

/** Nothing for a run that is no audit. */
export function auditPanel(context: ViewContext): TemplateResult | typeof nothing {
  const { config, audit, state, plan } = context.data.run;
  const { audit: design } = config;
  if (design === undefined) return nothing;
  const waiting = isActive(state) || state.status === 'created';
  const without = waiting ? t('The bound follows from the model after the last step.') : t('This audit did not take all of its steps, so it has no bound.');
  return panel(context, {
    id: 'audit',
    title: t('Audit'),
    sensitivity: audit?.sensitivity,
    body: () => html`
      <p class="notice warning">${t('Audit only: this model has learnt canaries too. Use it for nothing else.')}</p>
      ${audit === undefined ? empty(without) : outcome(revealed(audit), plan.guarantee.epsilon.pld)}
      <p class="note">${t(
        'Fixed beforehand: {0} canaries of public words, a fair coin each for being trained on; {1} guesses, half “in” and half “out”. Canaries find defects, not how tight ε is.',
        grouped(design.canaries),
        grouped(design.guesses),
      )}</p>
    `,
  });
}

function outcome(result: AuditResult, promised: number): TemplateResult {
  const { lowerBound, confidence, delta } = result;
  return html`
    ${refutes(lowerBound, promised) ? html`<p class="notice error" role="alert">${t('The bound is above the promised ε: the guarantee does not hold for this program or model.')}</p>` : nothing}
    <dl class="facts">
      <div class="fact main">
        <dt>${t('Lower bound by the audit')}</dt>
        <dd class="number">${t('ε at least {0}', lowerBoundText(lowerBound))}</dd>
        <dd class="muted">${t('at δ {0} with {1} confidence', deltaText(delta), percent(confidence))}</dd>
      </div>
      <div class="fact main">
        <dt>${t('Promised by the accountant')}</dt>
        <dd class="number">${t('ε at most {0}', epsilonText(promised))}</dd>
        <dd class="muted">${t('at δ {0} by PLD', deltaText(delta))}</dd>
      </div>
    </dl>
    <h3>${t('Guesses about canaries')}</h3>
    ${guesses(result)}
  `;
}

/** Lengths for the eye, the same numbers as a list for everybody. */
function guesses({ canaries, guesses: made, correct }: AuditResult): TemplateResult {
  const share = (count: number): number => (100 * count) / canaries;
  const wrong = made - correct;
  return html`
    <svg class="budget-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${svg`
      <rect class="spent" width=${share(correct)} height="1"></rect>
      <rect class="reserved" x=${share(correct)} width=${share(wrong)} height="1"></rect>
    `}</svg>
    <ul class="budget-figures number">
      <li><span class="key spent"></span>${t('right: {0} of {1}', grouped(correct), grouped(made))}</li>
      <li><span class="key reserved"></span>${t('wrong: {0}', grouped(wrong))}</li>
      <li><span class="key left"></span>${t('abstained: {0} of {1} canaries', grouped(canaries - made), grouped(canaries))}</li>
    </ul>
  `;
}
