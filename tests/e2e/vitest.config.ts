import { defineConfig } from 'vitest/config';

/** Runs against the built packages: what a user installs. One call at a time, since sound wants the processor. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    pool: 'forks',
  },
});
