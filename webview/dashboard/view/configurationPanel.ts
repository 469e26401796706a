// The run's configuration as a tree of members.
import { html, type TemplateResult } from 'lit';
import { t } from '../../shared/translate';
import type { ViewContext } from './context';
import { panel } from './panel';

export function configurationPanel(context: ViewContext): TemplateResult {
  return panel(context, { id: 'configuration', title: t('Configuration'), sensitivity: undefined, body: () => members(context.data.run.config) });
}

function members(value: object): TemplateResult {
  return html`<dl class="members">${Object.entries(value).map(([name, member]) => html`<div><dt>${name}</dt><dd>${memberValue(member)}</dd></div>`)}</dl>`;
}

function memberValue(value: unknown): TemplateResult {
  if (Array.isArray(value)) return html`${value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ')}`;
  if (typeof value === 'object' && value !== null) return members(value);
  return html`${String(value)}`;
}
