import { defineConfig } from 'vitest/config';

/**
 * Every package brings its own projects. `npm test` runs them in three rounds, so that calls with sound do not compete
 * with the rest for the processor; without CALLWEAVE_TEST_ROUND all of them run.
 */
const rounds: Readonly<Record<string, readonly string[]>> = {
  unit: ['packages/*/vitest.config.ts', 'packages/*/vitest.browser.config.ts', 'examples/*/vitest.config.ts'],
  'switch-contract': ['packages/*/vitest.switch.config.ts'],
  e2e: ['tests/*/vitest.config.ts'],
};
const round = process.env.CALLWEAVE_TEST_ROUND;

export default defineConfig({
  test: { projects: [...(round === undefined ? Object.values(rounds).flat() : (rounds[round] ?? []))] },
});
