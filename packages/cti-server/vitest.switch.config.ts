import { defineConfig } from 'vitest/config';
import { aliases } from '../../vitest.aliases.js';

/** The contract of media switches: real SIP and sound, so one test at a time. */
export default defineConfig({
  resolve: { alias: aliases },
  test: {
    name: 'switch-contract',
    include: ['src/**/*.contract.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
});
