// Packages the extension once for all tests: they look at what is shipped. CLOISTER_VSIX names a package that is there already.
import type { TestProject } from 'vitest/node';
import { packageExtension } from '../../scripts/package.mjs';

export default async function setup(project: TestProject): Promise<void> {
  project.provide('vsix', process.env.CLOISTER_VSIX ?? (await packageExtension()));
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the package. */
    vsix: string;
  }
}
