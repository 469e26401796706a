// The HTML document of a page: a strict content security policy, one style sheet and one script. Imports nothing, so that tests can use it.

export interface PageParts {
  /** Address of the bundled script, as the webview can load it. */
  readonly script: string;
  readonly style: string;
  /** Fresh for every document. */
  readonly nonce: string;
  /** Where styles and fonts may come from. */
  readonly cspSource: string;
  readonly title: string;
  /** Language of the user interface, e.g. `en`. */
  readonly lang: string;
}

/** Only the script with the nonce runs, and nothing is loaded but the extension's own styles and fonts. */
export function pageHtml({ script, style, nonce, cspSource, title, lang }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; font-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="${escaped(lang)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escaped(title)}</title>
  <link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
  <script nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
