// Texts of a page in the language of the editor.

/** Id of the element of the document that holds the translations as JSON (see src/ui/webviews/html.ts). */
const translationsId = 'translations';

/** Outside of a page, where models run under test, there is no document: texts stay as they are written. */
const page: Document | undefined = globalThis.document;

/** The document is complete up to this script, so texts are in their language from the first one on, also in constants of modules. */
const translations = JSON.parse(page?.getElementById(translationsId)?.textContent ?? '{}') as Readonly<Record<string, string>>;

/** Language of the texts, as a BCP 47 tag: also that of numbers, moments and lists. */
export const language = page?.documentElement.lang || 'en';

/**
 * The message in the language of the page, with `{0}`, `{1}`, … replaced by the arguments; called as `vscode.l10n.t` is.
 * - A message without a translation is shown as it is written.
 * - A place without an argument stays as it is.
 *
 * Messages are written out as literals at the call, so that `npm run strings` finds them.
 */
export function t(message: string, ...args: (string | number)[]): string {
  const translated = translations[message] ?? message;
  return translated.replaceAll(/\{(\d+)\}/g, (place, index: string) => String(args[Number(index)] ?? place));
}
