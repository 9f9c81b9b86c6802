// INVITE → answered → first audio in Chromium: our softphone and plain sip.js in turn, on the same switch.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../scripts/steps/programs.mjs';
import { startChild } from './parts/child-process.mjs';
import { EventSocket } from './parts/event-socket.mjs';
import { compare, quantile } from './parts/figures.mjs';

const CALLS = 15;
const WARM_UP = 2;
/** A person takes longer; what a phone prepares is prepared by then. */
const RING_MS = 500;
const DOMAIN = 'bench.local';
const PHONES = [
  { page: 'ours', user: '1001' },
  { page: 'plain', user: '1002' },
];
/** Inline, as `&playback(…)` ends at the tone's own parenthesis. */
const SPEAKS = `'m:^:playback:tone_stream://%(60000,0,440)' inline`;
const PAUSE_MS = 100;

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-bench-'));
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const switchProcess = startChild('switch');
    undo.push(() => switchProcess.stop());
    const addresses = await switchProcess.ask('start', {
      esl: { port: 0 },
      sip: { domain: DOMAIN, internalPort: 0, wsPort: 0, externalPort: 0 },
      users: PHONES.map(({ user }) => ({ user, password: 'secret' })),
    });
    const events = await EventSocket.open(addresses.esl, 'ClueCon');
    undo.push(() => events.close());
    const pages = await servePages();
    undo.push(() => pages.close());
    const browser = await openChromium(folder);
    undo.push(() => browser.close());
    const phones = [];
    for (const phone of PHONES) phones.push(await openPhone(browser, pages.url, addresses.browsers, phone));

    const atOnce = await inTurn(events, phones, 0);
    const afterRinging = await inTurn(events, phones, RING_MS);
    return {
      title: `Softphone in Chromium, against sip.js SimpleUser, ${CALLS} calls each`,
      rows: [
        ...rowsOf('answered at once: INVITE', atOnce, 'invited'),
        ...rowsOf(`answered after ${RING_MS} ms: click`, afterRinging, 'clicked'),
      ],
    };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function rowsOf(name, [ours, plain], from) {
  const row = (what, share, called, start, end) => {
    const spans = (calls) => calls.map((times) => times[end] - times[start]);
    return compare(`${what}, ${called}`, quantile(spans(ours), share), quantile(spans(plain), share), 'ms');
  };
  return [
    row(`${name} → answer sent`, 0.5, 'median', from, 'answered'),
    row(`${name} → answer sent`, 1, 'worst', from, 'answered'),
    row(`${name} → first audio`, 0.5, 'median', from, 'heard'),
    row(`${name} → first audio`, 1, 'worst', from, 'heard'),
    row('of it answer sent → encrypted path stands', 0.5, 'median', 'answered', 'connected'),
    row('of it path stands → first audio', 0.5, 'median', 'connected', 'heard'),
  ];
}

/** One call for each phone, again and again, so that a busy minute of the machine is shared. */
async function inTurn(events, phones, ringMs) {
  const calls = phones.map(() => []);
  for (let round = -WARM_UP; round < CALLS; round += 1) {
    for (const [index, phone] of phones.entries()) {
      const times = await oneCall(events, phone, ringMs, `${phone.user}-${ringMs}-${round}`);
      if (round >= 0) calls[index].push(times);
    }
  }
  return calls;
}

async function oneCall(events, { page, user }, ringMs, name) {
  await page.evaluate((ms) => window.bench.expect(ms), ringMs);
  const { text: uuid } = await events.command('api create_uuid');
  // Our softphone rings for the server's calls alone, which carry this header; plain sip.js does not read it.
  const variables = `origination_uuid=${uuid.trim()},sip_h_X-Callweave-Call-Id=${name},ignore_early_media=true`;
  await events.command(`bgapi originate {${variables}}user/${user}@${DOMAIN} ${SPEAKS}`);
  const times = await page.evaluate(() => window.bench.times());
  await events.api(`uuid_kill ${uuid.trim()}`);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return times;
}

async function openPhone(browser, url, server, { page: name, user }) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`));
  await page.goto(`${url}/${name}`);
  const credentials = { server, user, password: 'secret', domain: DOMAIN };
  await page.evaluate((given) => window.bench.register(given), credentials);
  return { page, user };
}

/** The pages at 127.0.0.1, as a microphone is only given to an origin that the browser trusts. */
async function servePages() {
  const here = fileURLToPath(new URL('./pages/', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: PHONES.map(({ page }) => join(here, `${page}.mjs`)),
    bundle: true,
    minify: true,
    write: false,
    outdir: here,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  const scripts = new Map(
    PHONES.map(({ page }) => [page, outputFiles.find((file) => file.path.endsWith(`${page}.js`))]),
  );
  const server = createServer((request, response) => {
    const script = scripts.get(request.url?.slice(1) ?? '');
    if (script === undefined) return response.writeHead(404).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><script type="module">${script.text.replaceAll('</script', '<\\/script')}</script>`,
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function openChromium(folder) {
  const executablePath = chromiumPath();
  if (executablePath === null)
    throw new Error('there is no Chromium; install it or name it in CALLWEAVE_CHROMIUM');
  return chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
