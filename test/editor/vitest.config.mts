// Configures the tests in a real VS Code: one file after the other, against the package that is built first.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/editor/*.editor.ts'],
    globalSetup: 'test/editor/packageOnce.ts',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
