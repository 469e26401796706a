// Types of chromium.mjs, for the tests of the pages.
export const chromiumFlags: readonly string[];
export function chromiumPath(): Promise<string>;
