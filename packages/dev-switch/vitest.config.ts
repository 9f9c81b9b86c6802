import { defineConfig } from 'vitest/config';
import { aliases } from '../../vitest.aliases.js';

export default defineConfig({
  resolve: { alias: aliases },
  test: { name: 'dev-switch', include: ['src/**/*.test.ts'], testTimeout: 20_000 },
});
