// Controls with their labels, from the widgets of the toolkit.
import { html, type TemplateResult } from 'lit';
import type { Checkbox, Dropdown } from '../../shared/widgets';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function dropdown(label: string, choices: readonly Choice[], value: string, choose: (value: string) => void): TemplateResult {
  return html`
    <label class="control">
      <span aria-hidden="true">${label}</span>
      <vscode-dropdown aria-label=${label} .currentValue=${value} @change=${(event: Event) => choose((event.target as Dropdown).value)}>
        ${choices.map((choice) => html`<vscode-option value=${choice.value} ?selected=${choice.value === value}>${choice.text}</vscode-option>`)}
      </vscode-dropdown>
    </label>
  `;
}

export function checkbox(label: string, checked: boolean, choose: (checked: boolean) => void, extra: TemplateResult | string = ''): TemplateResult {
  const changed = (event: Event): void => {
    const next = (event.target as Checkbox).checked;
    if (next !== checked) choose(next);
  };
  return html`<vscode-checkbox .checked=${checked} @change=${changed}>${label} ${extra}</vscode-checkbox>`;
}
