import { defineConfig } from 'vitest/config';
import { aliases } from '../../vitest.aliases.js';

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    name: 'tv-shopping',
    include: ['src/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
