// The document that a page of the extension starts from, under a policy that lets it load its own two files and nothing else.

export interface PageParts {
  /** Addresses of the page's script and style sheet. */
  readonly script: string;
  readonly style: string;
  /** Fresh for every document: the one script that may run carries it. */
  readonly nonce: string;
  /** Where the editor serves the extension's files from. */
  readonly cspSource: string;
  readonly title: string;
  /** Language of the texts, e.g. `en`. */
  readonly lang: string;
  /** Texts of that language by the English ones; undefined for English itself. */
  readonly translations: Readonly<Record<string, string>> | undefined;
}

/**
 * The whole HTML document of a page.
 * - Nothing inline runs and nothing is fetched: no `unsafe-*` source, no images, no fonts, no connections.
 * - The nonce stands in a `meta` element as well, where the toolkit looks for it: it tries `:focus-visible` with a style element of its own.
 * - Every part is escaped, so that the name of a run cannot become markup.
 * - The translations stand before the script as JSON, which no policy is about, so that the page has them from its first text on.
 */
export function pageHtml({ script, style, nonce, cspSource, title, lang, translations }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource} 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escaped(lang)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
  <meta property="csp-nonce" content="${escaped(nonce)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${escaped(style)}">
  <title>${escaped(title)}</title>
</head>
<body>
  <main id="page"></main>
  <script type="application/json" id="translations">${jsonInMarkup(translations ?? {})}</script>
  <script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character]);

/** In a script element entities mean nothing, but `</script>` and `<!--` do: JSON can do without the character that begins them. */
const jsonInMarkup = (value: object): string => JSON.stringify(value).replaceAll('<', '\\u003c');
