// From a raw e-mail to the text that a person reads.
import { describe, expect, it } from 'vitest';
import { mailText } from '../../src/data/spamAssassin/mailText';

const mail = (headers: string, body: string): Promise<string> => mailText(new TextEncoder().encode(`${headers}\n\n${body}`));
const html = (body: string): Promise<string> => mail('Subject: s\nMIME-Version: 1.0\nContent-Type: text/html', body);
const plain = (body: string): Promise<string> => mail('Subject: s', body);

describe('headers', () => {
  it('only the subject is kept', async () => {
    expect(await mail('From: a@example.org\nX-Spam-Status: Yes\nSubject: Lunch\nReceived: by example.org', 'At noon.')).toBe('Lunch At noon.');
  });

  it("the mailbox's From line before them is left out", async () => {
    expect(await mail('From a@example.org  Fri Aug 23 11:07:47 2002\nSubject: Lunch', 'At noon.')).toBe('Lunch At noon.');
  });

  it.each([
    ['Re: Lunch', 'Lunch'],
    ['[list] Re: Fwd: Lunch [today]', 'Lunch [today]'],
    ['RE: [a list] AW: Lunch', 'Lunch'],
    ['Report: Lunch', 'Report: Lunch'],
    ['=?iso-8859-1?Q?Gr=FC=DFe?=', 'Grüße'],
  ])('the subject "%s" reads "%s"', async (subject, expected) => {
    expect(await mail(`Subject: ${subject}`, 'Body')).toBe(`${expected} Body`);
  });
});

describe('encodings', () => {
  it('quoted-printable and base64 are decoded in their character set', async () => {
    const headers = 'Subject: s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: ';
    expect(await mail(`${headers}quoted-printable`, 'na=EFve long=\n er')).toBe('s naïve long er');
    expect(await mail(`${headers}base64`, Buffer.from('Grüße', 'latin1').toString('base64'))).toBe('s Grüße');
  });

  it('attachments are left out', async () => {
    const body = [
      '--x\nContent-Type: text/plain\n\nSee the picture, which I took at the lake on Sunday.',
      '--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA',
      '--x--',
    ].join('\n');
    expect(await mail('Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x', body)).toBe(
      's See the picture, which I took at the lake on Sunday.',
    );
  });
});

describe('HTML', () => {
  it('comments and tags inside a word leave no gap', async () => {
    expect(await html('vi<!-- z -->ag<b></b>ra')).toBe('s viagra');
  });

  it('style, script, title and the targets of links are left out', async () => {
    const page = '<head><title>T</title><style>p {}</style><script>x()</script></head><p>Click <a href="http://example.org">here</a></p>';
    expect(await html(page)).toBe('s Click here');
  });

  it('text behind a head that is never closed is kept', async () => {
    expect(await html('<html><head><title>T</title><p>Kept</p>')).toBe('s Kept');
  });

  it('entities become characters, blocks and cells become words of their own', async () => {
    expect(await html('<table><tr><td>fish&amp;chips</td><td>now</td></tr></table><p>a</p><p>b</p>')).toMatch(/^s fish&chips\s*now a b$/);
  });

  it('block quotations are layout and are kept', async () => {
    expect(await html('<blockquote>Buy now</blockquote>')).toBe('s Buy now');
  });

  it('is rendered when the plain part is but a placeholder, or is itself HTML', async () => {
    const parts = (text: string): string =>
      `--x\nContent-Type: text/plain\n\n${text}\n--x\nContent-Type: text/html\n\n<p>The whole long story as told in HTML only</p>\n--x--`;
    const headers = 'Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x';
    expect(await mail(headers, parts('No HTML reader?'))).toBe('s The whole long story as told in HTML only');
    const told = 'The whole long story as told in plain text';
    expect(await mail(headers, parts(told))).toBe(`s ${told}`);
    expect(await plain('<html><body>Hi <b>there</b></body></html>')).toBe('s Hi there');
  });
});

describe('what its author did not write', () => {
  it.each([
    ['quoted lines, and the line that announces them', 'On Monday, Jo wrote:\n> What?\n> > Oh\n| x\nNothing.', 's Nothing.'],
    ['the signature and all below it', 'Hello.\n-- \nJo\nlist footer', 's Hello.'],
    ['the footer of a mailing list', `Hello.\n${'_'.repeat(47)}\nSome mailing list\nhttp://example.org/list`, 's Hello.'],
    ['the footer of a Yahoo! group', 'Hello.\nTo unsubscribe from this group, send an email', 's Hello.'],
    [
      "a sponsor's box",
      `${'-'.repeat(24)} Yahoo! Groups Sponsor ${'-'.repeat(21)}~-->\n4 DVDs\n${'-'.repeat(69)}~->\nHello.`,
      's Hello.',
    ],
    ["SourceForge's advertisement", 'Hello.\nThis sf.net email is sponsored by: X', 's Hello.'],
    ['the preamble of a feed', 'URL: http://example.org\nDate: today\nHello.', 's Hello.'],
  ])('drops %s', async (_, body, expected) => {
    expect(await plain(body)).toBe(expected);
  });

  it('a rule of underscores without a mailing list below it stays', async () => {
    expect(await plain(`Hello.\n${'_'.repeat(20)}\nMore.`)).toBe(`s Hello. ${'_'.repeat(20)} More.`);
  });

  it('flowed text keeps its lines, so that an answer is not taken for the quotation above it', async () => {
    const flowed = 'Subject: s\nMIME-Version: 1.0\nContent-Type: text/plain; format=flowed';
    expect(await mail(flowed, '> Is it \n> so? \nYes.')).toBe('s Yes.');
  });
});
