import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { aliases } from '../../vitest.aliases.js';

export default defineConfig({
  plugins: [react()],
  // msw's service worker must be served from the root.
  publicDir: fileURLToPath(new URL('./node_modules/msw/lib', import.meta.url)),
  resolve: { alias: aliases },
  optimizeDeps: {
    include: [
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'i18next',
      '@testing-library/react',
      '@testing-library/user-event',
      'axe-core',
      '@tanstack/react-virtual',
      'msw',
      'msw/browser',
      '@callweave/web-sdk > sip.js',
      '@callweave/cti-core > eventemitter3',
      '@callweave/cti-core > zod/mini',
    ],
  },
  test: {
    name: 'react-widgets',
    testTimeout: 15_000,
    include: ['src/**/*.test.{ts,tsx}'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CALLWEAVE_CHROMIUM ?? '/usr/bin/chromium',
          args: [
            '--no-sandbox',
            '--autoplay-policy=no-user-gesture-required',
            '--disable-quic',
            '--disable-background-networking',
            '--no-first-run',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
