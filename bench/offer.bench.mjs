// From a caller who stands parked in the switch to the ringing of an agent: how long the server takes to find and order it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CtiClient, webSocketTransport } from '@callweave/cti-core';
import { WebSocket } from 'ws';
import { startChild } from './parts/child-process.mjs';
import { EventSocket } from './parts/event-socket.mjs';
import { compare, median, quantile } from './parts/figures.mjs';
import { SipPhone } from './parts/sip-phone.mjs';

const CALLS = 200;
const WARM_UP = 20;
const AGENTS = ['1001', '1002', '1003', '1004', '1005'];
const DOMAIN = 'bench.local';
const KEY = 'service-key-of-the-bench';
/** A call that is not offered and joined by then is lost, and the bench with it. */
const CALL_MS = 5_000;
/** Between two calls: the agent before is ready again. */
const PAUSE_MS = 20;
/** FreeSWITCH's mod_callcenter, measured on FreeSWITCH 1.11 with the same event timestamps. */
const CALLCENTER = { median: 70, worst: 100 };

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'callweave-bench-'));
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const switchProcess = startChild('switch');
    undo.push(() => switchProcess.stop());
    const addresses = await switchProcess.ask('start', {
      esl: { port: 0 },
      sip: { domain: DOMAIN, internalPort: 0, wsPort: 0, externalPort: 0 },
      users: AGENTS.map((user) => ({ user, password: 'secret' })),
    });
    const server = startChild('server');
    undo.push(() => server.stop());
    const url = await server.ask('start', serverOptions(folder, addresses));
    await switchConnected(url);
    for (const agent of AGENTS) undo.push(await readyAgent(agent, url, addresses));

    const events = await EventSocket.open(addresses.esl, 'ClueCon');
    undo.push(() => events.close());
    await events.command(
      'event json CHANNEL_CREATE CHANNEL_PARK CHANNEL_ANSWER CHANNEL_BRIDGE CHANNEL_DESTROY',
    );
    const calls = [];
    for (let index = 0; index < WARM_UP + CALLS; index += 1) {
      const call = await oneCall(switchProcess, events);
      if (index >= WARM_UP) calls.push(call);
      await pause(PAUSE_MS);
    }
    return {
      title: `Call parked → offer sent, against mod_callcenter (measured apart), ${CALLS} calls`,
      rows: rowsOf(calls),
    };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function rowsOf(calls) {
  const offers = calls.map(({ parked, offered }) => offered - parked);
  const answers = calls.map(({ parked, answered }) => answered - parked);
  const ms = (microseconds) => microseconds / 1_000;
  return [
    compare('parked → agent leg created, median', ms(median(offers)), CALLCENTER.median, 'ms'),
    compare('parked → agent leg created, 95 of 100', ms(quantile(offers, 0.95)), null, 'ms'),
    compare('parked → agent leg created, worst', ms(quantile(offers, 1)), CALLCENTER.worst, 'ms'),
    compare('of it parked → caller answered, median', ms(median(answers)), null, 'ms'),
  ];
}

function serverOptions(folder, addresses) {
  const flow = {
    id: 'straight',
    version: 1,
    start: 'wait',
    nodes: { wait: { type: 'queue', queueId: 'orders' } },
  };
  writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow));
  mkdirSync(join(folder, 'recordings'));
  const { hostname, port } = new URL(addresses.esl);
  return {
    folder,
    config: {
      http: { port: 0 },
      switch: { host: hostname, port: Number(port), music: 'silence_stream://-1' },
      softphone: { server: addresses.browsers, domain: DOMAIN },
      database: { dataDir: join(folder, 'database') },
      recordings: { all: false, path: join(folder, 'recordings') },
      access: { serviceKeys: [KEY] },
      agents: AGENTS.map((agent) => ({
        agentId: agent,
        name: agent,
        extension: agent,
        sipPassword: 'secret',
      })),
      queues: [{ queueId: 'orders', name: 'Orders', agents: AGENTS, wrapUpMs: 0 }],
      entries: [{ called: 'default', flow: 'flow.json' }],
      logLevel: 'error',
    },
  };
}

async function switchConnected(url) {
  const until = Date.now() + 10_000;
  for (;;) {
    const health = await (await fetch(`${url}/health`)).json();
    if (health.switch === 'connected') return;
    if (Date.now() > until) throw new Error('the server does not find its switch');
    await pause(50);
  }
}

/** A phone that answers at once and an agent who is ready. Returns how he goes home. */
async function readyAgent(agent, url, addresses) {
  const phone = await SipPhone.open();
  const registrar = Number(addresses.phones.split(':').at(-1));
  await phone.register({ user: agent, password: 'secret', domain: DOMAIN, registrar });
  const client = new CtiClient({
    transport: webSocketTransport(`${url.replace('http', 'ws')}/ws`, WebSocket),
    getToken: async () => {
      const reply = await fetch(`${url}/api/v1/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
        body: JSON.stringify({ agentId: agent }),
      });
      return (await reply.json()).token;
    },
    client: { name: 'bench', version: '0' },
  });
  client.start();
  await client.whenOpen();
  await client.request('agent.log-in', { device: 'ip-phone' });
  await client.request('agent.set-ready', {});
  return () => {
    client.stop();
    phone.close();
  };
}

/** A silent customer calls, is joined with an agent and hangs up; gives the switch's times in microseconds. */
async function oneCall(switchProcess, events) {
  const times = {};
  const open = new Set();
  let customer = null;
  const joined = deferred();
  const over = deferred();
  events.onEvent = (event) => {
    const at = Number(event['Event-Date-Timestamp']);
    const leg = event['Unique-ID'];
    switch (event['Event-Name']) {
      case 'CHANNEL_CREATE':
        open.add(leg);
        if (event['Call-Direction'] === 'outbound') times.offered ??= at;
        break;
      case 'CHANNEL_PARK':
        customer ??= leg;
        if (leg === customer) times.parked ??= at;
        break;
      case 'CHANNEL_ANSWER':
        if (leg === customer) times.answered ??= at;
        break;
      case 'CHANNEL_BRIDGE':
        joined.resolve();
        break;
      case 'CHANNEL_DESTROY':
        open.delete(leg);
        if (open.size === 0) over.resolve();
        break;
    }
  };
  const callId = await switchProcess.ask('placeCall', { called: '4008001234', media: 'silent' });
  await within(CALL_MS, joined.promise, 'a call was not joined with an agent');
  await switchProcess.ask('hangUp', { callId });
  await within(CALL_MS, over.promise, 'a call did not end');
  if (times.offered === undefined || times.parked === undefined) throw new Error('an event is missing');
  return times;
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

function within(ms, promise, what) {
  let deadline;
  const late = new Promise((_, reject) => {
    deadline = setTimeout(() => reject(new Error(`${what} in ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(deadline));
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
