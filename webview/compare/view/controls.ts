// Controls with their labels, from the widgets of the toolkit.
import { html, nothing, type TemplateResult } from 'lit';
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

/**
 * A list of choices that opens over the page.
 *
 * - Escape closes it, and so does going elsewhere.
 * - Its content is made while it is open only.
 */
export function picker(label: string, open: boolean, toggle: (open: boolean) => void, content: () => TemplateResult): TemplateResult {
  // The element is asked, not `open`: it may have opened since it was drawn.
  const toggled = ({ currentTarget }: Event): void => toggle((currentTarget as HTMLDetailsElement).open);
  // The toggle event comes later, and a drawing in between would open the element again.
  const close = (details: HTMLDetailsElement): void => {
    details.open = false;
    toggle(false);
  };
  const left = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    const details = currentTarget as HTMLDetailsElement;
    if (details.open && !details.contains(relatedTarget as Node | null)) close(details);
  };
  const key = ({ key: pressed, currentTarget }: KeyboardEvent): void => {
    const details = currentTarget as HTMLDetailsElement;
    if (pressed !== 'Escape' || !details.open) return;
    details.querySelector('summary')!.focus();
    close(details);
  };
  return html`
    <details class="picker" .open=${open} @toggle=${toggled} @focusout=${left} @keydown=${key}>
      <summary>${label}</summary>
      <div class="choices" tabindex="-1">${open ? content() : nothing}</div>
    </details>
  `;
}
