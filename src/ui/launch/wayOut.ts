// A run that the ledger refuses: what would fit instead, and what somebody may decide, as choices to pick.
import { commands, l10n, Uri, window, workspace, type QuickPickItem } from 'vscode';
import type { Finding, Fix } from '../../services/findings';
import type { Exceptions } from '../../services/ledger/ledger';
import type { Cloister } from '../cloister';
import { askTexts } from '../questions';
import { remedyCommand } from '../remedyAction';
import { fixEdit } from '../runFile/fixEdit';

export interface Way<T> extends QuickPickItem {
  /** @returns with what to try again; undefined: not at all */
  take(): Promise<T | undefined>;
}

/** @returns what the chosen way comes to; undefined when nobody chose anything */
export async function chooseWay<T>({ log }: Cloister, title: string, refusal: string, ways: readonly Way<T>[]): Promise<T | undefined> {
  const [first] = refusal.split('\n');
  log.warn(refusal);
  const picked = await window.showQuickPick(ways, { title, placeHolder: first, ignoreFocusOut: true });
  return picked?.take();
}

/**
 * Asks how to go on after a refusal.
 * @returns with what to check and launch again; undefined when nobody chose anything
 */
export const wayOut = (cloister: Cloister, path: string, refusal: Finding, exceptions: Exceptions): Promise<Exceptions | undefined> =>
  chooseWay(cloister, l10n.t('The Ledger Refuses This Run'), refusal.message, waysOf(path, refusal, exceptions));

/** What the run file can do comes first; deciding against the ledger comes last. */
function waysOf(path: string, { fixes, remedy }: Finding, exceptions: Exceptions): Way<Exceptions>[] {
  const edits = fixes.map((fix): Way<Exceptions> => ({ label: `$(edit) ${fix.title}`, detail: l10n.t('changes the run file'), take: async () => (await applied(path, fix)) ? exceptions : undefined }));
  const ways = [...edits];
  if (remedy?.kind === 'freshLedger') {
    ways.push(withReason(l10n.t('Give the data a ledger of its own…'), l10n.t('Why does this data get a ledger of its own?'), (freshLedger) => ({ ...exceptions, freshLedger })));
  } else if (remedy !== undefined) {
    const { title, command, arguments: args } = remedyCommand(remedy, Uri.file(path));
    ways.push({ label: `$(shield) ${title}`, detail: l10n.t('launch the run again afterwards'), take: async () => void (await commands.executeCommand(command, ...args)) });
  }
  // Data that was retired takes nothing, whatever the reason.
  if (remedy === undefined || remedy.kind === 'setCap') {
    ways.push(withReason(l10n.t('Override the refusal…'), l10n.t('Why is this run let in although its budget does not hold it?'), (override) => ({ ...exceptions, override })));
  }
  return ways;
}

/** @param decided what a written reason comes to */
export const withReason = <T>(label: string, prompt: string, decided: (reason: string) => T): Way<T> => ({
  label: `$(warning) ${label}`,
  detail: l10n.t('takes a written reason, which stays on record'),
  take: async () => {
    const reason = await askReason(prompt);
    return reason === undefined ? undefined : decided(reason);
  },
});

/** @returns undefined when it was dismissed */
export async function askReason(prompt: string): Promise<string | undefined> {
  const problem = (text: string): string | undefined => (text === '' ? l10n.t('A reason is needed; it stays on record.') : undefined);
  return (await askTexts([{ title: l10n.t('Reason on Record'), prompt, placeholder: '', value: '', problem }]))?.[0];
}

/** The changed file is saved, because what is launched is what lies on disk. */
async function applied(path: string, fix: Fix): Promise<boolean> {
  const document = await workspace.openTextDocument(Uri.file(path));
  return (await workspace.applyEdit(fixEdit(document, fix))) && (await document.save());
}
