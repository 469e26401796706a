// The mark on everything that depends on data: how far it may travel, with an explanation on focus and hover.
import { html, type TemplateResult } from 'lit';
import { assertNever } from '../../src/base/errors';
import type { Sensitivity } from '../../src/core/sensitivity';
import { t } from './translate';

export interface Explained {
  readonly label: string;
  readonly explanation: string;
}

export function explain(sensitivity: Sensitivity): Explained {
  switch (sensitivity) {
    case 'sensitive':
      return {
        label: t('sensitive'),
        explanation: t(
          'Computed from the records without noise, so no ε covers it. It stays on this machine and is left out of every export unless you ask for it by name. Do not share screenshots of it.',
        ),
      };
    case 'released':
      return { label: t('released'), explanation: t('Computed from the records by a mechanism that the privacy ledger has charged: the stated ε covers it.') };
    case 'public':
      return {
        label: t('public'),
        explanation: t('Depends on no private record: configuration, counts of steps, ε itself, or data that was declared a public demonstration.'),
      };
    default:
      return assertNever(sensitivity);
  }
}

/** Focusable, so that the explanation can be read without a mouse. */
export function mark(sensitivity: Sensitivity): TemplateResult {
  const { label, explanation } = explain(sensitivity);
  return html`<span class="mark ${sensitivity}" tabindex="0" role="note" aria-label="${label}: ${explanation}">${label}<span class="explanation" aria-hidden="true">${explanation}</span></span>`;
}
