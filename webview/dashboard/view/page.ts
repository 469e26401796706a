// The whole dashboard: head, controls that all charts share, and the panels.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../shared/translate';
import { number } from '../../shared/format';
import type { DashboardState } from '../state';
import { auditPanel } from './auditPanel';
import { configurationPanel } from './configurationPanel';
import type { ViewContext } from './context';
import { expertGradientPanel, expertSignalPanel } from './expertPanels';
import { gradientPanel } from './gradientPanel';
import { header } from './header';
import { lossPanel } from './lossPanel';
import { privacyPanel } from './privacyPanel';
import { routingPanel } from './routingPanel';
import { schedulePanel } from './schedulePanel';
import { throughputPanel } from './throughputPanel';

export function dashboardPage(state: DashboardState, context: Omit<ViewContext, 'state' | 'data'>): TemplateResult {
  if (state.unavailable !== undefined) return html`${problem(state)}<p class="notice error" role="alert">${state.unavailable}</p>`;
  if (state.data === undefined) return html`${problem(state)}<p class="empty" role="status">${t('Reading the run…')}</p>`;
  const whole: ViewContext = { ...context, state, data: state.data };
  return html`
    ${problem(state)} ${header(whole)} ${controls(whole)}
    <div class="panels">
      <div class="column">${privacyPanel(whole)} ${auditPanel(whole)}</div>
      <div class="column">${lossPanel(whole)}</div>
      <div class="column whole">${routingPanel(whole)}</div>
      <div class="column">${gradientPanel(whole)}</div>
      <div class="column">${expertGradientPanel(whole)} ${expertSignalPanel(whole)}</div>
      <div class="column">${schedulePanel(whole)}</div>
      <div class="column">${throughputPanel(whole)} ${configurationPanel(whole)}</div>
    </div>
  `;
}

const problem = ({ problem }: DashboardState): TemplateResult | typeof nothing =>
  problem === undefined ? nothing : html`<p class="notice error" role="alert">${problem} ${t('What is shown may be out of date; close this tab and open it again.')}</p>`;

function controls({ state, dispatch }: ViewContext): TemplateResult {
  const { axis, smoothing } = state.choices;
  const axisChosen = (event: Event): void => dispatch({ type: 'chose', choices: { axis: (event.target as HTMLSelectElement).value === 'time' ? 'time' : 'step' } });
  const smoothingChosen = (event: Event): void => dispatch({ type: 'chose', choices: { smoothing: Number((event.target as HTMLInputElement).value) } });
  return html`
    <div class="toolbar controls" role="group" aria-label=${t('All charts')}>
      <label class="picker">${t('Horizontal axis')}
        <select @change=${axisChosen}>
          <option value="step" ?selected=${axis === 'step'}>${t('step')}</option>
          <option value="time" ?selected=${axis === 'time'}>${t('time')}</option>
        </select>
      </label>
      <label class="picker">${t('Smoothing')}
        <input type="range" min="0" max="0.95" step="0.05" .value=${String(smoothing)} @input=${smoothingChosen}>
        <output class="number">${smoothing === 0 ? t('off') : number(smoothing)}</output>
      </label>
      <span class="spread"></span>
      ${state.zoom === undefined
        ? html`<span class="muted">${t('Drag over a chart to zoom in')}</span>`
        : html`<span class="number">${t('Steps {0} to {1}', state.zoom.range.fromStep, state.zoom.range.toStep - 1)}</span>
            <vscode-button appearance="secondary" @click=${() => dispatch({ type: 'zoomed', range: undefined })}>${t('Show all steps')}</vscode-button>`}
    </div>
  `;
}
