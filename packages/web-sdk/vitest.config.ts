import { defineConfig } from 'vitest/config';
import { aliases } from '../../vitest.aliases.js';

export default defineConfig({
  resolve: { alias: aliases },
  test: { name: 'web-sdk', include: ['src/**/*.test.ts'], exclude: ['src/**/*.browser.test.ts'] },
});
