// How the pages of the extension are bundled: one script and one style sheet a page, and no other files.

/** Entry of each page, by its name. */
export const pages = { dashboard: 'webview/dashboard/index.ts', compare: 'webview/compare/index.ts' };

/** Options of esbuild that the build and the tests of the pages share. */
export const pageOptions = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  minify: true,
  logLevel: 'warning',
};
