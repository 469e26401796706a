// Turns one raw e-mail into the text that a person would read: subject and body, without headers, markup or attachments.
import { compile } from 'html-to-text';
import PostalMime from 'postal-mime';
import { tidyText } from '../textRecord';
import { withoutBoilerplate, withoutReplyMarks } from './boilerplate';

/** Shorter plain parts are placeholders such as "This mail needs an HTML reader": then the HTML part counts. */
const placeholderLength = 40;

const htmlToText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'blockquote', format: 'block' }, // layout in these mails, not quotation
    { selector: 'img', format: 'skip' },
    { selector: 'title', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
  ],
});

/**
 * Subject and cleaned body of an e-mail, tidied. Of the headers only the subject is kept: the others
 * tell how a mail was collected, and with it whether it is spam. Comments and style of HTML go without leaving a space,
 * because spam uses them to cut words in two.
 * @param raw the mail as it was stored, with or without the `From ` line of a mailbox before its headers
 */
export async function mailText(raw: Uint8Array): Promise<string> {
  const mail = await PostalMime.parse(withFixedLines(withoutMailboxLine(raw)));
  const subject = withoutReplyMarks(mail.subject ?? '');
  return tidyText(`${subject} ${withoutBoilerplate(readableBody(mail.text ?? '', mail.html ?? ''))}`);
}

function readableBody(text: string, html: string): string {
  const plain = looksLikeHtml(text) ? htmlToText(text) : text;
  if (plain.trim().length >= placeholderLength || html === '') return plain;
  const rendered = htmlToText(html);
  return rendered.length > plain.length ? rendered : plain;
}

/** HTML that its sender declared to be plain text. */
function looksLikeHtml(text: string): boolean {
  return /<(html|body|table|font|a href|br)\b/i.test(text);
}

function withoutMailboxLine(raw: Uint8Array): Uint8Array {
  const marker = 'From ';
  const hasMarker = [...marker].every((letter, i) => raw[i] === letter.charCodeAt(0));
  return hasMarker ? raw.subarray(raw.indexOf(0x0a) + 1) : raw;
}

/** Declares flowed text (RFC 3676) as fixed lines, or the parser would join an author's line to the quoted line above it. */
function withFixedLines(raw: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(raw).toString('latin1').replace(/format="?flowed"?/gi, 'format=fixed'), 'latin1');
}
