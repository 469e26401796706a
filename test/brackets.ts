// Translations that put every text in brackets, so that tests see what has not gone through one.

/** What stands for the translation of a text. */
export const bracketed = (text: string): string => `⟦${text}⟧`;

/** What is left of a text without all that is in brackets, however deep. */
export function outsideBrackets(text: string): string {
  const outer = text.replaceAll(/⟦[^⟦⟧]*⟧/g, '');
  return outer === text ? text : outsideBrackets(outer);
}
