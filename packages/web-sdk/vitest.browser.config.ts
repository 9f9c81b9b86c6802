import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { aliases } from '../../vitest.aliases.js';

/** What only a browser has: microphones, peer connections, sound. */
export default defineConfig({
  resolve: { alias: aliases },
  optimizeDeps: {
    include: [
      'sip.js',
      'sip.js/lib/platform/web/session-description-handler/session-description-handler.js',
      '@callweave/cti-core > eventemitter3',
      '@callweave/cti-core > zod/mini',
    ],
  },
  test: {
    name: 'web-sdk-browser',
    testTimeout: 15_000,
    include: ['src/**/*.browser.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CALLWEAVE_CHROMIUM ?? '/usr/bin/chromium',
          args: [
            '--no-sandbox',
            '--use-fake-device-for-media-stream',
            '--use-fake-ui-for-media-stream',
            '--autoplay-policy=no-user-gesture-required',
            '--allow-loopback-in-peer-connection',
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
