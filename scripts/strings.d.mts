// Types of strings.mjs for the tests.
export const bundlePath: string;
export function bundle(): string;
