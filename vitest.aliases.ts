import { fileURLToPath } from 'node:url';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

/** Tests run on sources: our packages resolve to their `src`, not to what was built last. Longest names first. */
export const aliases = [
  { find: '@callweave/cti-core/testing', replacement: source('cti-core/src/testing/index.ts') },
  { find: '@callweave/cti-core', replacement: source('cti-core/src/index.ts') },
  { find: '@callweave/web-sdk/testing', replacement: source('web-sdk/src/testing/index.ts') },
  { find: '@callweave/web-sdk', replacement: source('web-sdk/src/index.ts') },
  { find: '@callweave/react-widgets/styles.css', replacement: source('react-widgets/src/styles.css') },
  { find: '@callweave/react-widgets', replacement: source('react-widgets/src/index.ts') },
  { find: '@callweave/node-adapter', replacement: source('node-adapter/src/index.ts') },
  { find: '@callweave/dev-switch', replacement: source('dev-switch/src/index.ts') },
  { find: '@callweave/cti-server', replacement: source('cti-server/src/index.ts') },
];
