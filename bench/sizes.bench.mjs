// Bytes a page loads: each browser-facing entry, bundled and minified as an application's bundler does it, and plain sip.js.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { compare } from './parts/figures.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
/** The page has it anyway. */
const REACT = ['react', 'react-dom', 'react/jsx-runtime'];
const PLAIN = `export { SimpleUser } from 'sip.js/lib/platform/web/index.js';`;

/** What a page writes, and the packages that it brings along itself. */
const ENTRIES = [
  {
    name: 'web-sdk with sip.js: agent session and softphone',
    source: `export { createAgentSession } from '@callweave/web-sdk';`,
    external: [],
    comparable: true,
  },
  {
    name: 'web-sdk without sip.js',
    source: `export { createAgentSession } from '@callweave/web-sdk';`,
    external: ['sip.js', 'sip.js/*'],
  },
  {
    name: 'cti-core: client without a softphone',
    source: `export { CtiClient, webSocketTransport } from '@callweave/cti-core';`,
    external: [],
  },
  {
    name: 'react-widgets, all of them, without React and web-sdk',
    source: `export * from '@callweave/react-widgets';`,
    external: [...REACT, '@callweave/web-sdk'],
  },
  {
    name: 'react-widgets: styles',
    source: `import '@callweave/react-widgets/styles.css';`,
    external: [],
  },
];

/** Minified and gzipped kilobytes (1,000 bytes) of a module with all it imports, `external` apart. */
async function sizeOf(contents, external = []) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    external,
    bundle: true,
    minify: true,
    write: false,
    outdir: 'unused',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const largest = outputFiles.reduce((one, other) =>
    other.contents.length > one.contents.length ? other : one,
  );
  const kilobytes = (bytes) => Math.round(bytes.length / 100) / 10;
  return { plain: kilobytes(largest.contents), gzip: kilobytes(gzipSync(largest.contents, { level: 9 })) };
}

export async function run() {
  const plain = await sizeOf(PLAIN);
  const rows = [];
  for (const { name, source, external, comparable } of ENTRIES) {
    const size = await sizeOf(source, external);
    rows.push(
      compare(`${name}, gzip`, size.gzip, comparable ? plain.gzip : null, 'kB'),
      compare(`${name}, minified`, size.plain, comparable ? plain.plain : null, 'kB'),
    );
  }
  return { title: 'Bundle sizes, against sip.js SimpleUser', rows };
}
