// Our event socket connection against plain modesl, both against one switch that sends captured FreeSWITCH events.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import modesl from 'modesl';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const EVENTS = 20_000;
const COMMANDS = 100;
const LARGE_BYTES = 8 * 1024 * 1024;
/** What the adapter reads of an event. */
const HEADERS = ['Event-Name', 'Unique-ID', 'Answer-State', 'Hangup-Cause', 'variable_cw_call_id'];
const DEADLINE_MS = 120_000;

/** The switch, in a thread of its own so that its work is nobody's. */
async function serve() {
  const folder = here('../packages/dev-switch/captures/');
  const events = readdirSync(folder)
    .filter((file) => file.endsWith('.ndjson'))
    .flatMap((file) =>
      readFileSync(folder + file, 'utf8')
        .trim()
        .split('\n')
        .slice(1),
    )
    .map((line) => {
      const body = JSON.stringify(JSON.parse(line).event);
      return Buffer.from(
        `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-json\n\n${body}`,
      );
    });
  const large = 'x'.repeat(LARGE_BYTES);
  const output = (text) => `Content-Type: api/response\nContent-Length: ${text.length}\n\n${text}`;
  const reply = 'Content-Type: command/reply\nReply-Text: +OK accepted\n\n';

  const flood = async (socket) => {
    for (let sent = 0; sent < EVENTS; ) {
      const some = Array.from({ length: Math.min(50, EVENTS - sent) }, () => events[sent++ % events.length]);
      if (!socket.write(Buffer.concat(some))) await new Promise((resolve) => socket.once('drain', resolve));
    }
  };
  const server = createServer((socket) => {
    let text = '';
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [command] = text.slice(0, end).trim().split('\n');
        text = text.slice(end + 2);
        if (command === 'api large') socket.write(output(large));
        else socket.write(command.startsWith('api ') ? output('+OK') : reply);
        if (command === 'api flood') void flood(socket);
      }
    });
    socket.write('Content-Type: auth/request\n\n');
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
}

/** The connection is not public, so it is built from its source. */
async function ourConnection() {
  const outfile = here('./node_modules/.cache/esl-connection.mjs');
  await build({
    entryPoints: [here('../packages/cti-server/src/media-switch/freeswitch/esl-connection.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return (await import(outfile)).EslConnection;
}

async function openOurs(port) {
  const EslConnection = await ourConnection();
  const { systemClock } = await import('@callweave/cti-core');
  let onEvent = () => {};
  let ids = 0;
  const connection = new EslConnection('127.0.0.1', port, 'ClueCon', {
    clock: systemClock,
    newId: () => `id-${++ids}`,
    commandMs: DEADLINE_MS,
    onEvent: (event) => onEvent(event),
  });
  await connection.loggedIn();
  return {
    listen: (listener) => {
      onEvent = listener;
    },
    api: (command) => connection.call(command),
    sendmsg: (headers) => connection.request('sendmsg leg', headers),
    close: () => connection.destroy('done'),
  };
}

async function openTheirs(port) {
  const connection = new modesl.Connection('127.0.0.1', port, 'ClueCon');
  await new Promise((resolve) => connection.once('esl::ready', resolve));
  return {
    // Its parser's event: no wildcard is searched, so this is its fastest way.
    listen: (listener) => connection.parser.on('esl::event', listener),
    api: (command) => new Promise((resolve) => connection.api(command, resolve)),
    sendmsg: (headers) => new Promise((resolve) => connection.sendRecv('sendmsg leg', headers, resolve)),
    close: () => connection.socket.destroy(),
  };
}

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function eventsPerSecond(connection) {
  let read = 0;
  let began = 0;
  const all = new Promise((resolve) => {
    connection.listen((event) => {
      if (event.getHeader('Event-Name') === null) return;
      for (const header of HEADERS) event.getHeader(header);
      read += 1;
      if (read === EVENTS) resolve();
    });
  });
  began = performance.now();
  void connection.api('flood');
  await within(all, 'the events');
  return Math.round(EVENTS / ((performance.now() - began) / 1_000));
}

async function medianMs(act, times = COMMANDS) {
  const took = [];
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    await within(act(), 'a command');
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[times >> 1];
}

async function measure(open, port) {
  const answer = { 'call-command': 'execute', 'execute-app-name': 'answer' };
  const connection = await open(port);
  try {
    return {
      api: await medianMs(() => connection.api('status')),
      sendmsg: await medianMs(() => connection.sendmsg(answer)),
      large: await medianMs(() => connection.api('large'), 3),
      events: await eventsPerSecond(connection),
    };
  } finally {
    connection.close();
  }
}

/** Events a second and command latencies of our connection and of plain modesl; `ratio` is how many times better ours is. */
export async function run() {
  const worker = new Worker(new URL(import.meta.url));
  try {
    const port = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    const theirs = await measure(openTheirs, port);
    const ours = await measure(openOurs, port);
    const row = (name, key, unit, digits) => ({
      name,
      ours: Number(ours[key].toFixed(digits)),
      theirs: Number(theirs[key].toFixed(digits)),
      unit,
      ratio: Number((unit === 'events/s' ? ours[key] / theirs[key] : theirs[key] / ours[key]).toFixed(1)),
    });
    return {
      title: `Event socket: ours against modesl 1.2.1 (${EVENTS} captured events, medians of ${COMMANDS} commands)`,
      rows: [
        row('events received and read', 'events', 'events/s', 0),
        row('api, one line', 'api', 'ms', 3),
        row('sendmsg, four lines', 'sendmsg', 'ms', 3),
        row('api, a reply of 8 MiB', 'large', 'ms', 1),
      ],
    };
  } finally {
    await worker.terminate();
  }
}

if (!isMainThread) {
  await serve();
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { title, rows } = await run();
  console.log(title);
  console.table(rows);
}
