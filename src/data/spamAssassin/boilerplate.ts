// Removes from an e-mail what its author did not write: reply marks, quoted lines, signatures and the footers of mailing lists.

/** Drops `Re:`, `Fwd:`, `AW:` and `[list]` tags before the subject: they tell the mailing list, and with it the class. */
export function withoutReplyMarks(subject: string): string {
  return subject.replace(/\s+/g, ' ').replace(/^(\s*(re|fwd?|aw)\s*:\s*|\s*\[[^\]]{1,40}\]\s*)+/i, '').trim();
}

/**
 * Each rule cuts a span from the body; the order matters, since quotation marks may stand before a footer's line.
 * Spans that run to the end start at a line of their own.
 */
const rules: readonly RegExp[] = [
  /^(URL|Date):.*$/gm, // preamble of feeds that were turned into mail
  /^-- ?\n[^]*/m, // signature, and the list footer below it
  /^-{5,}[^\n]*(yahoo! groups|sponsor)[^\n]*$[^]*?^-{5,}.*$/gim,
  /To unsubscribe from this group[^]*/,
  /^This sf\.net email is sponsored by[^]*/m,
  /^\s*[>|:}].*$/gm, // quoted lines
  /^.{0,120}\b(wrote|writes|said|posted):?\s*$/gm, // the line before a quotation
];

/** A long rule of underscores, below which lists put their address. */
const underscoreFooter = /^_{20,}\s*$[^]*/m;
/** Characters from the end in which a list footer names itself. */
const footerLength = 1500;

/** The body without quoted text, signature and footers. */
export function withoutBoilerplate(body: string): string {
  let text = body.replaceAll('\r', '');
  if (/mailing list/i.test(text.slice(-footerLength))) text = text.replace(underscoreFooter, '');
  return rules.reduce((rest, rule) => rest.replace(rule, ''), text);
}
