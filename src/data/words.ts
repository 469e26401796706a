// Turns text into words: the one rule of tokenisation, shared by every data set and by the script that makes the word list.

/** Stands for any web address. */
const urlWord = 'urltok';
/** Stands for any e-mail address. */
const mailWord = 'mailtok';

/**
 * Web addresses, e-mail addresses, words with at most one inner apostrophe, digits, and the marks that carry tone. The local
 * part of an address is bounded (RFC 5321 allows 64 characters), which keeps the scan linear on long runs without a space.
 */
const pattern = /https?:\/\/\S+|www\.\S+|[a-z0-9][\w.+%-]{0,63}@[a-z0-9][\w.-]*|[a-z]+(?:'[a-z]+)?|\d+|[!$%?]/g;

/**
 * The words of a text, in order. Letters are lower-cased; a web address becomes `urltok`, an e-mail address `mailtok`, a number
 * `num1` to `num6` by its count of digits (6 stands for 6 and more); everything outside a–z, digits and `! $ % ?` separates
 * words. Lazy, because many readers need but the first words of a long text.
 */
export function* wordsIn(text: string): Generator<string> {
  for (const [match] of text.toLowerCase().replaceAll('’', "'").matchAll(pattern)) yield canonical(match);
}

/** All words of a text, see {@link wordsIn}. */
export function wordsOf(text: string): string[] {
  return [...wordsIn(text)];
}

function canonical(match: string): string {
  if (match.includes('://') || match.startsWith('www.')) return urlWord;
  if (match.includes('@')) return mailWord;
  if (/^\d/.test(match)) return `num${Math.min(match.length, 6)}`;
  return match;
}
