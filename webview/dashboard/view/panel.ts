// The frame of every panel: heading that folds it, mark of sensitivity, tools, body.
import { html, nothing, type TemplateResult } from 'lit';
import type { Sensitivity } from '../../../src/core/sensitivity';
import { mark } from '../../shared/mark';
import { t } from '../../shared/translate';
import type { PanelId } from '../choices';
import type { ViewContext } from './context';

export interface PanelParts {
  readonly id: PanelId;
  readonly title: string;
  /** Undefined where nothing is shown that a mark could be about. */
  readonly sensitivity: Sensitivity | undefined;
  readonly tools?: TemplateResult;
  readonly body: () => TemplateResult;
}

export function panel({ state, dispatch }: ViewContext, { id, title, sensitivity, tools, body }: PanelParts): TemplateResult {
  const open = !state.choices.collapsed.includes(id);
  return html`
    <section class="panel" aria-labelledby="title-${id}">
      <div class="panel-head">
        <h2 id="title-${id}">
          <button type="button" class="fold" aria-expanded=${open ? 'true' : 'false'} @click=${() => dispatch({ type: 'toggled', list: 'collapsed', panel: id })}>
            <span class="chevron" aria-hidden="true">${open ? '▾' : '▸'}</span>${title}
          </button>
        </h2>
        ${sensitivity === undefined ? nothing : mark(sensitivity)}
        <span class="spread"></span>
        ${open ? tools : nothing}
      </div>
      ${open ? html`<div class="panel-body">${body()}</div>` : nothing}
    </section>
  `;
}

/** Switch between linear and logarithmic values of a panel. */
export function logSwitch({ state, dispatch }: ViewContext, id: PanelId): TemplateResult {
  const on = state.choices.logarithmic.includes(id);
  return html`<vscode-checkbox ?checked=${on} @change=${(event: Event) => {
    if ((event.target as HTMLInputElement).checked !== on) dispatch({ type: 'toggled', list: 'logarithmic', panel: id });
  }}>${t('Log axis')}</vscode-checkbox>`;
}

export const empty = (text: string): TemplateResult => html`<p class="empty">${text}</p>`;
