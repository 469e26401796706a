// Head of the page: which run, how it stands, what it has cost, and what can be done with it.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { epsilonText, deltaText, meaningText } from '../../../src/core/privacy/guaranteeText';
import type { DashboardCommand } from '../../../src/protocol/dashboard';
import { revealed } from '../../../src/protocol/labelled';
import { accepts, isActive, isResumable } from '../../../src/protocol/runState';
import { elapsed, number, percent } from '../../shared/format';
import { mark } from '../../shared/mark';
import { paceOf } from '../pace';
import { stateText } from '../stateText';
import type { ViewContext } from './context';

export function header(context: ViewContext): TemplateResult {
  const { run } = context.data;
  const { label, notice } = stateText(run.state);
  return html`
    <header>
      <div class="title-row">
        <h1>${run.name}</h1>
        <span class="state ${run.state.status}">${label}</span>
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
    <div class="toolbar" role="group" aria-label="Commands">
      ${accepts(run.state, 'requestStop') && run.state.status !== 'stopping' ? button('Stop', 'stopRun', 'primary') : nothing}
      ${isResumable(run.state) ? button('Resume', 'resumeRun', 'primary') : nothing}
      ${button('Log', 'showLog', 'secondary')} ${button('Privacy statement', 'showStatement', 'secondary')}
      ${button('Compare', 'compareRuns', 'secondary')} ${button('Export', 'exportRun', 'secondary')}
    </div>
  `;
}

function progress({ data: { run } }: ViewContext): TemplateResult {
  const { step, plan } = run;
  const share = Math.min(1, step / plan.steps);
  return html`
    <div class="progress" role="progressbar" aria-label="Steps" aria-valuemin="0" aria-valuemax=${plan.steps} aria-valuenow=${step}>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${svg`<rect width=${100 * share} height="1"></rect>`}</svg>
      <span class="number">Step ${step.toLocaleString('en-GB')} of ${plan.steps.toLocaleString('en-GB')} (${percent(Math.floor(share * 1000) / 1000)})</span>
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
        <dt>Spent by this run</dt>
        <dd class="number">ε ${epsilonText(spent.epsilon.pld)} <span class="muted">of ${epsilonText(plan.guarantee.epsilon.pld)} planned</span></dd>
        <dd class="muted">at δ ${deltaText(spent.delta)} by PLD (RDP: ${epsilonText(spent.epsilon.rdp)}); ${meaningText(spent)}</dd>
      </div>
      ${isActive(run.state) && pace?.secondsLeft !== undefined && clock !== undefined
        ? fact('Time left', html`about ${elapsed(pace.secondsLeft)} ${mark(clock.sensitivity)}`)
        : nothing}
      ${fact('Data set', html`${run.dataSet.name} <span class="muted">${run.dataSet.declared === 'private' ? 'private' : 'public demonstration'}</span>`)}
      ${run.backend === undefined ? nothing : fact('Backend', html`${run.backend}`)}
      ${run.attempt > 1 ? fact('Attempt', html`${run.attempt}`) : nothing} ${metricFacts(run.metrics)}
    </dl>
  `;
}

const fact = (name: string, value: TemplateResult): TemplateResult => html`<div class="fact"><dt>${name}</dt><dd class="number">${value}</dd></div>`;

/** Figures on the test split. */
function metricFacts(metrics: ViewContext['data']['run']['metrics']): TemplateResult | typeof nothing {
  if (metrics === undefined) return nothing;
  const values = revealed(metrics);
  const shown = (['accuracy', 'auc'] as const).filter((name) => name in values);
  if (shown.length === 0) return nothing;
  const text = { accuracy: (value: number) => `accuracy ${percent(value)}`, auc: (value: number) => `area under ROC ${number(value)}` };
  return fact('Test split', html`${shown.map((name) => text[name](values[name])).join(', ')} ${mark(metrics.sensitivity)}`);
}
