// Hovers on the target ε and the noise multiplier: what one comes to in terms of the other.
import { Hover, l10n, MarkdownString, type HoverProvider, type Position, type TextDocument } from 'vscode';
import { CloisterError } from '../../base/errors';
import type { Accounting } from '../../services/accounting/accounting';
import { rangeIn } from './document';
import { privacyHover } from './planText';

export class RunFileHover implements HoverProvider {
  constructor(private readonly accounting: Accounting) {}

  async provideHover(document: TextDocument, position: Position): Promise<Hover | undefined> {
    const text = document.getText();
    const { memberAt } = await import('../../services/documentRanges');
    const found = memberAt(text, document.offsetAt(position));
    const [section, member] = found?.path ?? [];
    if (found === undefined || section !== 'privacy' || (member !== 'epsilon' && member !== 'noiseMultiplier')) return undefined;

    const { analyse } = await import('../../services/runFileText');
    const { planned } = await import('../../services/planning');
    const { file } = analyse(text, document.uri.fsPath);
    if (file === undefined) return undefined;
    const plan = await planned(this.accounting, file.config.privacy);
    const told = CloisterError.is(plan) ? plan.message : privacyHover(member, file.config.privacy, plan, l10n.t);
    return new Hover(new MarkdownString(told), rangeIn(document, found.range));
  }
}
