// Head of the page: which run, how it stands, what it has cost, and what can be done with it.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { deltaText, epsilonText } from '../../../src/core/privacy/guaranteeText';
import type { DashboardCommand } from '../../../src/protocol/dashboard';
import { revealed } from '../../../src/protocol/labelled';
import { accepts, isActive } from '../../../src/protocol/runState';
import { elapsed, grouped, number, percent } from '../../shared/format';
import { mark } from '../../shared/mark';
import { meaningText } from '../../shared/meaning';
import { stateLabel } from '../../shared/stateLabel';
import { t } from '../../shared/translate';
import { paceOf } from '../pace';
import { stateNotice } from '../stateNotice';
import type { ViewContext } from './context';

export function header(context: ViewContext): TemplateResult {
  const { run } = context.data;
  const notice = stateNotice(run);
  return html`
    <header>
      <div class="title-row">
        <h1>${run.name}</h1>
        <span class="state ${run.state.status}">${stateLabel(run.state)}</span>
        <span class="spread"></span>
        ${buttons(context)}
      </div>
      ${progress(context)} ${facts(context)}
      ${notice === undefined ? nothing : html`<p class="notice ${notice.tone}" role=${notice.tone === 'info' ? 'status' : 'alert'}>${notice.text}</p>`}
    </header>
  `;
}

function buttons({ data: { run }, command }: ViewContext): TemplateResult {
  const button = (label: string, id: DashboardCommand, appearance: 'primary' | 'secondary'): TemplateResult => html`
    <vscode-button appearance=${appearance} @click=${() => command(id)}>${label}</vscode-button>
  `;
  return html`
    <div class="toolbar" role="group" aria-label=${t('Commands')}>
      ${accepts(run.state, 'requestStop') && run.state.status !== 'stopping' ? button(t('Stop'), 'stopRun', 'primary') : nothing}
      ${run.resumable ? button(t('Resume'), 'resumeRun', 'primary') : nothing}
      ${button(t('Log'), 'showLog', 'secondary')} ${button(t('Privacy statement'), 'showStatement', 'secondary')}
      ${button(t('Compare'), 'compareRuns', 'secondary')} ${button(t('Export'), 'exportRun', 'secondary')}
    </div>
  `;
}

function progress({ data: { run } }: ViewContext): TemplateResult {
  const { step, plan } = run;
  const share = Math.min(1, step / plan.steps);
  return html`
    <div class="progress" role="progressbar" aria-label=${t('Steps')} aria-valuemin="0" aria-valuemax=${plan.steps} aria-valuenow=${step}>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${svg`<rect width=${100 * share} height="1"></rect>`}</svg>
      <span class="number">${t('Step {0} of {1} ({2})', grouped(step), grouped(plan.steps), percent(Math.floor(share * 1000) / 1000))}</span>
    </div>
  `;
}

function facts({ data: { run, scalars } }: ViewContext): TemplateResult {
  const { spent, plan } = run;
  const clock = scalars.get('elapsedSeconds');
  const pace = clock === undefined ? undefined : paceOf(revealed(clock.buckets), run.step, plan.steps);
  return html`
    <dl class="facts">
      <div class="fact main">
        <dt>${t('Spent by this run')}</dt>
        <dd class="number">ε ${epsilonText(spent.epsilon.pld)} <span class="muted">${t('of {0} planned', epsilonText(plan.guarantee.epsilon.pld))}</span></dd>
        <dd class="muted">${t('at δ {0} by PLD (RDP: {1}); {2}', deltaText(spent.delta), epsilonText(spent.epsilon.rdp), meaningText(spent.unit))}</dd>
      </div>
      ${isActive(run.state) && pace?.secondsLeft !== undefined && clock !== undefined
        ? fact(t('Time left'), html`${t('about {0}', elapsed(pace.secondsLeft))} ${mark(clock.sensitivity)}`)
        : nothing}
      ${fact(t('Data set'), html`${run.dataSet.name} <span class="muted">${run.dataSet.declared === 'private' ? t('private') : t('public demonstration')}</span>`)}
      ${run.backend === undefined ? nothing : fact(t('Backend'), html`${run.backend}`)}
      ${run.attempt > 1 ? fact(t('Attempt'), html`${run.attempt}`) : nothing} ${releasedFact(run.releasedAccuracy)} ${metricFacts(run.metrics)}
    </dl>
  `;
}

const fact = (name: string, value: TemplateResult): TemplateResult => html`<div class="fact"><dt>${name}</dt><dd class="number">${value}</dd></div>`;

/** The one figure on the test split that may be published. */
function releasedFact(released: ViewContext['data']['run']['releasedAccuracy']): TemplateResult | typeof nothing {
  if (released === undefined) return nothing;
  const { value, low, high } = revealed(released);
  const interval = html`<span class="muted">${t('95 % interval {0} to {1}', percent(low), percent(high))}</span>`;
  return fact(t('Released accuracy'), html`${percent(value)} ${interval} ${mark(released.sensitivity)}`);
}

/** Figures on the test split without noise. */
function metricFacts(metrics: ViewContext['data']['run']['metrics']): TemplateResult | typeof nothing {
  if (metrics === undefined) return nothing;
  const values = revealed(metrics);
  const shown = (['accuracy', 'auc'] as const).filter((name) => name in values);
  if (shown.length === 0) return nothing;
  const text = { accuracy: (value: number) => t('accuracy {0}', percent(value)), auc: (value: number) => t('area under ROC {0}', number(value)) };
  return fact(t('Test split'), html`${shown.map((name) => text[name](values[name])).join(', ')} ${mark(metrics.sensitivity)}`);
}
