import { defineConfig } from 'vitest/config';
import { aliases } from '../../vitest.aliases.js';

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    name: 'cti-server',
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.contract.test.ts'],
    // An embedded database takes seconds to open on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
