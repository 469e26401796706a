// Configures the test runner: every file under test/ that ends in .test.ts, run against the TypeScript sources.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Inside of each store: no test may touch the user's own ledger, and each has its own.
    env: { CLOISTER_LEDGER: 'ledger' },
  },
});
