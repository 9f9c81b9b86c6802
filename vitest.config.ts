import { defineConfig } from 'vitest/config';

/** Every package brings its own project; `npm test` runs them in three rounds (unit, switch contract, end to end). */
export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'packages/*/vitest.*.config.ts',
      'examples/*/vitest.config.ts',
      'tests/*/vitest.config.ts',
    ],
  },
});
