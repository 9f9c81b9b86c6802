/** Which way imports may point; ARCHITECTURE.md says why. */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: `^${from}` },
  to: { path: '^(packages|examples)/', pathNot: [`^${from}`, ...to.map((path) => `^${path}`)] },
});

/** Inside the server: what a room must not know. */
const never = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: `^packages/cti-server/src/${from}`, pathNot: '\\.test\\.ts$|/testing/' },
  to: { path: to.map((path) => `^packages/cti-server/src/${path}`) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('cti-core-knows-nobody', 'packages/cti-core', []),
    only('dev-switch-knows-nobody', 'packages/dev-switch', []),
    only('web-sdk-on-cti-core', 'packages/web-sdk', ['packages/cti-core']),
    only('node-adapter-on-cti-core', 'packages/node-adapter', ['packages/cti-core']),
    only('react-widgets-on-web-sdk', 'packages/react-widgets', ['packages/web-sdk', 'packages/cti-core']),
    {
      name: 'server-never-imports-dev-switch',
      severity: 'error',
      from: { path: '^packages/cti-server/src', pathNot: '\\.test\\.ts$|/contract/' },
      to: { path: '^packages/dev-switch' },
    },
    {
      name: 'modesl-in-one-room',
      severity: 'error',
      from: { path: '^packages/cti-server', pathNot: '^packages/cti-server/src/media-switch/freeswitch/' },
      to: { path: 'node_modules/modesl' },
    },
    never('domains-do-no-io', '(calls|agents|acd|ivr|recording|grouping)/', [
      'lookups/(?!lookups.port)',
      'storage/',
      'interfaces/',
      'access/',
      'media-switch/freeswitch/',
      'config/',
      'settings/',
      'cli/',
    ]),
    never('kernel-does-no-io', 'kernel/', [
      'lookups/(?!lookups.port)',
      'storage/',
      'interfaces/',
      'access/',
      'media-switch/freeswitch/',
      'config/',
      'settings/',
      'cli/',
    ]),
    never('calls-know-no-other-domain', 'calls/', ['acd/', 'ivr/', 'recording/', 'grouping/']),
    never('agents-know-no-other-domain', 'agents/', ['acd/', 'ivr/', 'recording/', 'calls/', 'grouping/']),
    never('grouping-knows-settings-only', 'grouping/', [
      'calls/',
      'agents/',
      'ivr/',
      'recording/',
      'kernel/',
      'acd/(?!acd.schema)',
    ]),
    never('lookups-know-no-domain', 'lookups/', [
      'calls/',
      'agents/',
      'acd/',
      'ivr/',
      'recording/',
      'grouping/',
      'kernel/',
      'storage/',
      'interfaces/',
    ]),
    never('adapters-know-no-domain', 'media-switch/', [
      'calls/',
      'agents/',
      'acd/',
      'ivr/',
      'recording/',
      'kernel/',
      'storage/',
      'interfaces/',
    ]),
    {
      name: 'domains-are-pure',
      severity: 'error',
      from: {
        path: '^packages/cti-server/src/(kernel|calls|agents|acd|ivr|recording|grouping)/',
        pathNot: '\\.test\\.ts$|/testing/',
      },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|captures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.paths.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
