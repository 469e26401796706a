// Packages the extension once for all tests: they look at what is shipped.
import type { TestProject } from 'vitest/node';
import { extensionPackage } from '../../scripts/package.mjs';

export default async function setup(project: TestProject): Promise<void> {
  project.provide('vsix', await extensionPackage());
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the package. */
    vsix: string;
  }
}
