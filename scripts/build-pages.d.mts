// Types of build-pages.mjs, for the tests of the pages.
import type { BuildOptions } from 'esbuild';
export const pages: Readonly<Record<'dashboard' | 'compare', string>>;
export const pageOptions: BuildOptions;
